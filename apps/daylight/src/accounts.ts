import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '#engine';
import { roles, type Principal, type Role } from '#kernel';
import type { Configuration } from '#platform/configuration';
import { demoEmail } from './seed.js';

/** Every role that a person can hold. */
const personRoles: readonly Role[] = roles.filter(
  (role) => role !== 'importer' && role !== 'clock',
);

/** The first account of an installation. It has every role until people have accounts of their own. */
const firstEmail = 'admin@localhost';

/** Makes the first account; in the demonstration also the file in which scripts find it. */
export async function ensureAccounts(
  engine: Engine,
  { DATA_DIR, DEMO }: Configuration,
): Promise<Principal> {
  if (!DEMO) return engine.accounts.ensure(firstEmail, personRoles);
  // There is no sign-in by password yet: tokens come from `daylight token`.
  const accounts = [{ role: 'admin', email: demoEmail, password: null, totpSecret: null }];
  await writeFile(join(DATA_DIR, 'demo-accounts.json'), `${JSON.stringify(accounts, null, 2)}\n`, {
    mode: 0o600,
  });
  return engine.accounts.ensure(demoEmail, personRoles);
}
