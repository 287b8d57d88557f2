/** Roles of domain.md 5.1 that an account can hold, and the two that act without a person. */
export const roles = [
  'chair',
  'secretary',
  'member',
  'delegate',
  'reviewer',
  'auditor',
  'admin',
  'dpo',
  'support',
  'intake',
  'importer',
  'clock',
] as const;
export type Role = (typeof roles)[number];

/** Who acts. Never a name or an address: those stay with the account. */
export interface Principal {
  readonly id: string;
  readonly roles: readonly Role[];
}
