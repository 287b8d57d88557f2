import { timingSafeEqual } from 'node:crypto';
import type pg from 'pg';
import { Misconfigured } from '#kernel';
import { reachable, withClient } from '#platform/postgres';
import { activeVersion } from './active-kek.js';
import { keyFolderOf } from './key-folder.js';
import type { KeyParts } from './key-lock.js';
import { readKey256 } from './keks.js';
import { keyFilesOf, openFiles, type KeyFiles } from './key-files.js';
import { copyBytes, recipientsOf, recoveryCommand } from './recovery.js';
import { boundTo } from './sealed-rows.js';
import { unwrap } from './wrapping.js';

/** What a drill proved. */
export interface Drilled {
  /** The key-encryption key of the copy. */
  readonly version: number;
  /** Key files of the copy, each the one in use. */
  readonly files: readonly string[];
  /** Wrapped rows that the copy's keys opened: a sample of old and new ones. */
  readonly opened: number;
}

/** Of each table and end of time. */
const sampleSize = 50;

/**
 * Proves that an offline identity recovers: it opens the recovery copy, each key in it is the one in use, and those keys
 * open rows. Writes nothing.
 * @throws Misconfigured saying what is wrong and what to do
 */
export async function drill({ keys, dataDir }: KeyParts, identityFile: string): Promise<Drilled> {
  const folder = keyFolderOf(dataDir);
  return reachable(
    withClient(keys, async (client) => {
      await client.query('set default_transaction_read_only = on');
      const version = await activeVersion(client);
      const copy = await copyBytes(folder, version);
      if (copy === null) throw await noCopy(folder, version);
      const recovered = await openFiles(copy, identityFile);
      compare(recovered, await keyFilesOf(folder));
      const opened = await openSample(client, recovered);
      return { version, files: Object.keys(recovered), opened };
    }),
  );
}

async function noCopy(folder: string, version: number): Promise<Misconfigured> {
  const recipients = await recipientsOf(folder);
  return new Misconfigured(
    `There is no recovery copy of key-encryption key ${String(version)}`,
    'DATA_DIR/keys/recovery',
    recipients.length === 0
      ? `Name two offline recipients: ${recoveryCommand}.`
      : `Finish the rotation (daylight keys rotate), or name the recipients again: ${recoveryCommand}.`,
  );
}

function compare(recovered: KeyFiles, inUse: KeyFiles): void {
  const names = [...new Set([...Object.keys(recovered), ...Object.keys(inUse)])];
  const other = names.filter((name) => !same(recovered[name], inUse[name]));
  if (other.length === 0) return;
  throw new Misconfigured(
    `The recovery copy does not hold the keys in use: ${other.join(', ')}`,
    'DATA_DIR/keys/recovery',
    `Issue it anew: ${recoveryCommand}; or finish a rotation that was broken off: daylight keys rotate.`,
  );
}

function same(a: string | undefined, b: string | undefined): boolean {
  const [x, y] = [Buffer.from(a ?? ''), Buffer.from(b ?? '')];
  return a !== undefined && b !== undefined && x.length === y.length && timingSafeEqual(x, y);
}

interface SampleRow {
  kid: string;
  officer: string | null;
  kek: number;
  wrapped: Buffer;
}

async function openSample(client: pg.Client, recovered: KeyFiles): Promise<number> {
  const n = String(sampleSize);
  const { rows } = await client.query<SampleRow>(
    `(select kid, null as officer, kek, wrapped from wrapped_key order by created_at limit ${n}) union
     (select kid, null, kek, wrapped from wrapped_key order by created_at desc limit ${n}) union
     (select kid, officer::text, kek, wrapped from sealed_key order by kid limit ${n})`,
  );
  for (const row of rows) openRow(recovered, row);
  return rows.length;
}

/** @throws Misconfigured when the recovered keys do not open a row */
export function openRow(recovered: KeyFiles, { kid, officer, kek, wrapped }: SampleRow): void {
  const name = `kek-${String(kek)}`;
  const text = recovered[name];
  try {
    if (text !== undefined) {
      unwrap(wrapped, officer === null ? kid : boundTo(kid, officer), readKey256(name, text));
      return;
    }
  } catch {
    // The same answer as for a key that is not in the copy.
  }
  throw new Misconfigured(
    `The recovered key-encryption key ${String(kek)} does not open key ${kid}`,
    'keys database',
    'Find out which of the two was changed: compare with an older backup of the keys.',
  );
}
