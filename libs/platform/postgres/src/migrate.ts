import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { codeOf, Misconfigured } from '#kernel';
import { quoted, withClient, type Connection } from './client.js';
import type { Databases } from './provision.js';

/** Which database: the log and its read models, or the wrapped keys. */
export type MigrationSet = 'main' | 'keys';

export interface MigrationRoles {
  readonly officeRole: string;
  readonly feedRole: string;
  readonly keysRole: string;
}

export interface Migration {
  readonly name: string;
  readonly sha256: string;
  readonly sql: string;
}

/** Beside the sources, and beside them in dist where the build copies it. */
const folder = new URL('../sql/', import.meta.url);
/** Any number, as long as nobody else in this database locks it. */
const lock = 4_106_221_989;

export const rolesOf = ({ main, keys }: Databases): MigrationRoles => ({
  officeRole: main.office.user,
  feedRole: main.feed.user,
  keysRole: keys.keys.user,
});

/**
 * Brings a database to the state that this version needs and answers the names of what it applied. Each file commits
 * together with its line in `migration`, so a kill half way leaves whole files only and the next start goes on from there.
 */
export async function migrate(
  owner: Connection,
  set: MigrationSet,
  roles: MigrationRoles,
  files: readonly Migration[] = migrationsOf(set),
): Promise<string[]> {
  return withClient(owner, async (client) => {
    await takeLock(client, owner);
    await client.query(
      `CREATE TABLE IF NOT EXISTS public.migration (name text PRIMARY KEY, sha256 text NOT NULL,
         applied_at timestamptz NOT NULL DEFAULT clock_timestamp())`,
    );
    const { rows } = await client.query<Omit<Migration, 'sql'>>(
      'SELECT name, sha256 FROM public.migration',
    );
    checkApplied(rows, files, owner.database);
    const applied = new Set(rows.map(({ name }) => name));
    const missing = files.filter(({ name }) => !applied.has(name));
    for (const file of missing) await apply(client, file, roles, owner.database);
    return missing.map(({ name }) => name);
  });
}

/** The files of a set in the order of their numbers. */
export function migrationsOf(set: MigrationSet): Migration[] {
  return readdirSync(fileURLToPath(new URL(`${set}/`, folder)))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(`${set}/${name}`, folder), 'utf8');
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    });
}

/** The lock belongs to the session: it goes when the connection does, however the process ends. */
async function takeLock(client: pg.Client, { database }: Connection): Promise<void> {
  try {
    await client.query("SET client_min_messages = warning; SET lock_timeout = '60s'");
    await client.query('SELECT pg_advisory_lock($1)', [lock]);
  } catch (cause) {
    if (codeOf(cause) !== '55P03') throw cause;
    throw new Misconfigured(
      'another process has been migrating the database for a minute',
      `database ${database}`,
      'Wait until it is done and start again.',
      { cause },
    );
  }
}

function checkApplied(
  applied: readonly Omit<Migration, 'sql'>[],
  files: readonly Migration[],
  database: string,
): void {
  const known = new Map(files.map(({ name, sha256 }) => [name, sha256]));
  for (const { name, sha256 } of applied) {
    if (!known.has(name)) {
      throw new Misconfigured(
        'the database was written by a newer Daylight',
        `database ${database}: this version does not know ${name}`,
        'Start the newer version again, or restore a backup that this one made.',
      );
    }
    if (known.get(name) !== sha256) {
      throw new Misconfigured(
        'a shipped migration is not the one that was applied',
        `database ${database}: ${name}`,
        'Install Daylight again so that the file is as shipped. Changes of the schema go into a new file.',
      );
    }
  }
}

async function apply(
  client: pg.Client,
  { name, sha256, sql }: Migration,
  roles: MigrationRoles,
  database: string,
): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(withRoles(sql, roles));
    await client.query('INSERT INTO public.migration (name, sha256) VALUES ($1, $2)', [
      name,
      sha256,
    ]);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Misconfigured(
      `the migration ${name} could not be applied${codeOf(cause) ? ` (${String(codeOf(cause))})` : ''}`,
      `database ${database}`,
      'Nothing of it was kept. Mend what the cause says, in most cases a right of the role, and start again.',
      { cause },
    );
  }
}

/** `:office`, `:feed` and `:keys` as psql would, but not the `::` of a cast. */
function withRoles(sql: string, { officeRole, feedRole, keysRole }: MigrationRoles): string {
  const names = { office: officeRole, feed: feedRole, keys: keysRole };
  return sql.replace(/(?<![:\w]):(office|feed|keys)\b/g, (_, role: keyof typeof names) =>
    quoted(names[role]),
  );
}
