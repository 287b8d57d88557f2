import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { openPool, withClient, type Databases } from '#platform/postgres';
import { openKeyFolder, Vault, type KeyFolder, type KeyParts } from '#vault';
import { newDatabases } from '../language/installation.js';

/** A keys database and a key folder of their own, without a log. */
export interface TestKeys {
  readonly databases: Databases;
  readonly parts: KeyParts;
  readonly pool: pg.Pool;
  /** As one process has it: with the key folder as it is now. */
  vault(): Promise<Vault>;
  folder(): Promise<KeyFolder>;
  close(): Promise<void>;
}

export async function newKeys(): Promise<TestKeys> {
  const { databases, dataDir, drop } = await newDatabases();
  const pool = openPool(databases.keys.keys, 'test keys');
  const folder = () => openKeyFolder(dataDir);
  await folder();
  return {
    databases,
    parts: { keys: databases.keys.keys, dataDir },
    pool,
    folder,
    vault: async () => new Vault(pool, await folder()),
    close: async () => {
      await pool.end();
      await drop();
    },
  };
}

/** Every row of every table of a database as text. */
export const textOf = ({ keys: { owner } }: Databases): Promise<string> =>
  withClient(owner, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(...rows.map(({ row }) => row));
    }
    return texts.join('\n');
  });

export const hex = ({ key }: { readonly key: Buffer }): string => key.toString('hex');

export const failureOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => new Error('did not fail'),
    (error: unknown) => error as Error,
  );

/** An offline identity, in a file as its holder has it. */
export async function newIdentity(directory: string) {
  const identity = await generateX25519Identity();
  const file = join(directory, `identity-${randomUUID()}`);
  await writeFile(file, `${identity}\n`);
  return { identity, file, recipient: await identityToRecipient(identity) };
}
