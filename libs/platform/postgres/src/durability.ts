import type pg from 'pg';
import { Misconfigured } from '#kernel';
import { reachable } from './pool.js';

/** Settings without which an acknowledged event may be gone after a crash, as this very role and database have them. */
const needed = ['fsync', 'full_page_writes', 'synchronous_commit'];

/** Only the set-up of tests sets it, for a server whose content may be lost. */
const mayBeLost = () => process.env['DAYLIGHT_TEST_CLUSTER'] === 'not-durable';

/** @throws Misconfigured when the server acknowledges what it has not written to disk */
export async function requireDurable(pool: pg.Pool): Promise<void> {
  const { rows } = await reachable(
    pool.query<{ name: string }>(
      `select name from pg_settings where name = any($1) and setting = 'off'`,
      [needed],
    ),
  );
  if (rows.length === 0 || mayBeLost()) return;
  throw new Misconfigured(
    `the database acknowledges what is not on disk yet: ${rows.map(({ name }) => `${name}=off`).join(', ')}`,
    'settings of the PostgreSQL server, database or role',
    'Set them to on and restart the server; then start again. Nothing was written.',
  );
}
