import type { Principal, Role } from '#kernel';

/** What each operation allows to whom: the capabilities' tables, put together once. An operation that stands nowhere is denied. */
export type Grants = Readonly<Record<string, readonly Role[]>>;

/** What an operation is done to. A wall will look at the case; until then only the role decides. */
export interface Subject {
  readonly case?: string;
}

/** `as` is the role in which the principal acts: the first that the operation names. */
export type Verdict = { readonly allowed: true; readonly as: Role } | { readonly allowed: false };

/**
 * May this principal do this to that? Pure; called for every command, query, field and file. Default deny: an unknown
 * operation and a principal without a role get the same answer.
 */
export function decide(
  grants: Grants,
  principal: Principal | null,
  operation: string,
  _subject: Subject,
): Verdict {
  const allowed = Object.hasOwn(grants, operation) ? (grants[operation] ?? []) : [];
  const as = allowed.find((role) => principal?.roles.includes(role));
  return as === undefined ? { allowed: false } : { allowed: true, as };
}

/** The answer to whoever may not: the same for what does not exist. */
export class Denied extends Error {
  override readonly name = 'Denied';
  constructor(readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN') {
    super(
      code === 'UNAUTHENTICATED'
        ? 'Sign in first: send `Authorization: Bearer TOKEN` with a token of `daylight token`.'
        : 'This account may not do that, or it does not exist. Ask the committee secretary for the role that may.',
    );
  }
}

/** Checks access in one place for both buses, resolvers and files. */
export class Access {
  constructor(private readonly grants: Grants) {}

  /** Whether anybody at all may do this. */
  knows(operation: string): boolean {
    return Object.hasOwn(this.grants, operation);
  }

  /** The role in which the principal acts. @throws Denied */
  require(principal: Principal | null, operation: string, subject: Subject = {}): Role {
    const verdict = decide(this.grants, principal, operation, subject);
    if (!verdict.allowed) throw new Denied(principal === null ? 'UNAUTHENTICATED' : 'FORBIDDEN');
    return verdict.as;
  }
}
