import type pg from 'pg';
import { Misconfigured } from '#kernel';
import { activeVersion, unknownKek } from './active-kek.js';
import { destroyOtherKeks, makeKek, readKeks } from './keks.js';
import { keyFilesOf } from './key-files.js';
import { keyFolderOf } from './key-folder.js';
import { withAllKeys, type KeyParts } from './key-lock.js';
import { dropOtherCopies, issueRecovery } from './recovery.js';
import { othersLeft, rewrapTable, wrappedTables } from './rewrap.js';

/** What a rotation did. */
export interface Rotated {
  /** The version under which every row stands now. */
  readonly version: number;
  /** A rotation that was broken off has been finished. Its version is older than this call: what was deleted since is not out of its reach. */
  readonly resumed: boolean;
  readonly rewrapped: number;
  /** Versions that are no more. */
  readonly destroyed: readonly number[];
  /** To whom the new version's recovery copy was issued; 0 while there is none. */
  readonly recipients: number;
}

/**
 * Moves every wrapped row under a new key-encryption key and destroys the old ones. Other processes go on making and
 * reading keys meanwhile. Broken off anywhere, nothing is lost and the next call finishes it.
 * @param step called after each transaction with the rows rewrapped so far
 */
export function rotate(
  parts: KeyParts,
  step: (rewrapped: number) => void = () => undefined,
): Promise<Rotated> {
  const folder = keyFolderOf(parts.dataDir);
  return withAllKeys(parts, async (client) => {
    const { version, resumed } = await nextVersion(client, folder);
    await makeKek(folder, version);
    // Before the first row stands under it: a disk that fails now must not take the only copy along.
    await issueRecovery(folder, version, 'all');
    await client.query('update active_kek set version = $1', [version]);
    const keks = await readKeks(folder);
    let rewrapped = 0;
    for (const table of wrappedTables) {
      for await (const rows of rewrapTable(client, table, keks, version)) {
        rewrapped += rows;
        step(rewrapped);
      }
    }
    // From here on no row can come under an old one: whoever inserts holds the active row.
    await noneLeft(client, version);
    const recipients = await issueRecovery(folder, version, 'this one');
    await dropOtherCopies(folder, version);
    const destroyed = await destroyOtherKeks(folder, version);
    return { version, resumed, rewrapped, destroyed, recipients };
  });
}

/** The version to rotate to: a new one, or the one of a rotation that was broken off. */
async function nextVersion(
  client: pg.Client,
  folder: string,
): Promise<{ readonly version: number; readonly resumed: boolean }> {
  // Says what to do where there is no key yet, or one of them is lost.
  await keyFilesOf(folder);
  const active = await activeVersion(client);
  const files = [...(await readKeks(folder)).keys()];
  if (!files.includes(active)) throw unknownKek(active);
  // A newer file: broken off before it became active. An older one, or a row under it: before it was destroyed.
  const newest = Math.max(...files);
  const resumed = files.length > 1 || (await othersLeft(client, active)) > 0;
  return { version: resumed ? newest : active + 1, resumed };
}

async function noneLeft(client: pg.Client, version: number): Promise<void> {
  const left = await othersLeft(client, version);
  if (left === 0) return;
  throw new Misconfigured(
    `${String(left)} keys are still wrapped under an older key-encryption key`,
    'keys database',
    'Nothing was destroyed. Stop the process of an older version that wrote them, and rotate again.',
  );
}
