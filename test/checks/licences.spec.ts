import { describe, expect, it } from '@jest/globals';

interface Checks {
  isPermissive: (expression: string) => boolean;
  licenceProblems: (sbom: unknown) => string[];
  lockProblems: (lock: unknown) => string[];
}
const source = new URL('licences.mjs', import.meta.url).href;
const { isPermissive, licenceProblems, lockProblems } = (await import(source)) as Checks;

describe('the licence gate', () => {
  it.each([
    ['MIT', true],
    ['GPL-3.0-only', false],
    ['(MIT OR GPL-3.0-only)', true],
    ['(MIT AND GPL-3.0-only)', false],
    ['MIT OR GPL-3.0-only AND LGPL-3.0-only', true],
    ['(MIT OR GPL-3.0-only) AND LGPL-3.0-only', false],
    ['(MIT', false],
    ['', false],
    ['SEE LICENSE IN EULA', false],
  ])('%s: %s', (expression, expected) => {
    expect(isPermissive(expression)).toBe(expected);
  });

  it('names the package that fails', () => {
    const components = [
      { 'bom-ref': 'a@1', licenses: [{ license: { id: 'MIT' } }] },
      { 'bom-ref': 'b@1', licenses: [{ license: { name: 'Own licence' } }] },
      { 'bom-ref': 'c@1', licenses: [{ expression: 'AGPL-3.0-only' }] },
      { 'bom-ref': 'd@1' },
    ];
    expect(licenceProblems({ components })).toEqual([
      'b@1 is under Own licence',
      'c@1 is under AGPL-3.0-only',
      'd@1 names no licence',
    ]);
  });
});

describe('the lock', () => {
  it('accepts the registry, no address, and our own workspace', () => {
    const packages = {
      '': {},
      'apps/x': {},
      'node_modules/x': { resolved: 'apps/x', link: true },
      'node_modules/a': { integrity: 'sha512-a' },
      'node_modules/b': {
        resolved: 'https://registry.npmjs.org/b/-/b-1.0.0.tgz',
        integrity: 'sha512-b',
      },
    };
    expect(lockProblems({ packages })).toEqual([]);
  });

  it('refuses another host and a missing checksum', () => {
    const packages = {
      'node_modules/a': {
        resolved: 'https://registry.npmjs.org.example/a.tgz',
        integrity: 'sha512-a',
      },
      'node_modules/b': {},
    };
    expect(lockProblems({ packages })).toEqual([
      'node_modules/a comes from https://registry.npmjs.org.example/a.tgz, not from the npm registry',
      'node_modules/b has no integrity in package-lock.json',
    ]);
  });
});
