import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { roles, type Role } from '#kernel';
import { Access, decide, Denied } from './access.js';

const grants = {
  'a.Read': ['auditor', 'chair'],
  'a.Write': ['chair', 'secretary'],
  'a.Nobody': [],
} as const satisfies Record<string, readonly Role[]>;
const id = '11111111-1111-4111-8111-111111111111';
const anyRoles = fc.subarray([...roles]);

const codeOf = (work: () => unknown) => {
  try {
    work();
    return 'allowed';
  } catch (error) {
    return error instanceof Denied ? error.code : 'another error';
  }
};

describe('access', () => {
  it('is denied for every operation that stands nowhere', () => {
    const names = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'constructor',
        'toString',
        '__proto__',
        'hasOwnProperty',
        'a.read',
        'a.Read ',
      ),
    );
    fc.assert(
      fc.property(
        names.filter((name) => !Object.hasOwn(grants, name)),
        anyRoles,
        (operation, held) => {
          expect(decide(grants, { id, roles: held }, operation, {})).toEqual({ allowed: false });
        },
      ),
    );
  });

  it('is denied without a role, without a principal, and where nobody may', () => {
    for (const operation of Object.keys(grants)) {
      expect(decide(grants, { id, roles: [] }, operation, {})).toEqual({ allowed: false });
      expect(decide(grants, null, operation, {})).toEqual({ allowed: false });
    }
    expect(decide(grants, { id, roles }, 'a.Nobody', {})).toEqual({ allowed: false });
  });

  it('is given to exactly the roles that the operation names', () => {
    fc.assert(
      fc.property(fc.constantFrom('a.Read', 'a.Write'), anyRoles, (operation, held) => {
        const named: readonly Role[] = grants[operation];
        const { allowed } = decide(grants, { id, roles: held }, operation, {});
        expect(allowed).toBe(held.some((role) => named.includes(role)));
      }),
    );
  });

  it('is in the first role that the operation names, whatever the order in which they are held', () => {
    const as = (held: Role[], operation: string) =>
      decide(grants, { id, roles: held }, operation, {});
    expect(as(['chair', 'auditor'], 'a.Read')).toEqual({ allowed: true, as: 'auditor' });
    expect(as(['auditor', 'chair'], 'a.Read')).toEqual({ allowed: true, as: 'auditor' });
    expect(as(['secretary', 'chair'], 'a.Write')).toEqual({ allowed: true, as: 'chair' });
  });

  it('tells who is not signed in, and nobody whether a thing exists', () => {
    const access = new Access(grants);
    const member = { id, roles: ['member' as const] };
    expect(access.require({ id, roles: ['chair'] }, 'a.Write')).toBe('chair');
    expect(codeOf(() => access.require(null, 'a.Read'))).toBe('UNAUTHENTICATED');
    expect(codeOf(() => access.require(null, 'nothing'))).toBe('UNAUTHENTICATED');
    expect(codeOf(() => access.require(member, 'a.Read'))).toBe('FORBIDDEN');
    expect(codeOf(() => access.require(member, 'nothing'))).toBe('FORBIDDEN');
    expect(new Denied('FORBIDDEN').message).not.toContain('a.Read');
    expect([access.knows('a.Read'), access.knows('toString')]).toEqual([true, false]);
  });
});
