import { join } from 'node:path';
import type pg from 'pg';
import { Misconfigured } from '#kernel';
import type { EventStore } from '#event-store';
import { withClient, type Connection } from '#platform/postgres';
import { leafHash, TreeRoot } from '#tlog';
import { AccessRows, accessLogSize } from './access-log.js';
import { EventRows, leafOf } from './event-rows.js';
import { checkFile, isOfContent, linesOf } from './files.js';
import { filesOf, manifestName, type BackupFile, type EventsManifest } from './manifest.js';
import { isSyntax, load, Mismatch } from './rows.js';
import { accounts, checkpoints, TableRows } from './table-rows.js';
import { beginRestore, endRestore } from './unfinished.js';

export interface RestoreParts {
  /** As the office's role: it may add events and nothing else, which is all that a restore does. */
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly dataDir: string;
}

/**
 * Loads a backup into an installation whose log is empty, or holds the beginning of this very backup: one that was broken
 * off goes on where it stopped. Each file is checked before any row goes in, each row before its batch does. Needs no key.
 * @throws Misconfigured saying what does not match, where, what is loaded so far and what to do
 */
export async function restoreEvents(
  { pool, store, dataDir }: RestoreParts,
  directory: string,
  manifest: EventsManifest,
  onProgress: (events: number, of: number) => void = () => undefined,
): Promise<void> {
  const { size, root, origin, accessLog } = manifest;
  for (const file of manifest.files) await checkFile(directory, file);
  const files = (folder: string) => filesOf(manifest, folder);
  const there = await sizeHere(pool, store, manifest, directory);
  const events = new EventRows(pool, store, there);
  const compared = new AccessRows(pool);
  let begun: Promise<void> | undefined;
  const begin = () => (begun ??= beginRestore(dataDir, directory));
  let loaded = there;
  try {
    await checkOrder(directory, manifest, new EventRows(pool, store, 0));
    await load(directory, files('access-log'), compared, { begin: null });
    if (compared.chain.head !== accessLog.head)
      throw new Mismatch('the head of its read audit is not that of the manifest', manifestName);
    await load(directory, files('events'), events, {
      begin,
      loaded: (n) => {
        loaded = Math.max(loaded, n);
        onProgress(n, size);
      },
    });
    if (events.check.root() !== root || events.check.origin !== origin)
      throw new Mismatch('its log is not the one of the manifest', manifestName);
    await load(directory, files('access-log'), new AccessRows(pool), { begin });
    for (const [folder, table] of [
      ['accounts', accounts] as const,
      ['checkpoints', checkpoints] as const,
    ])
      await load(directory, files(folder), new TableRows(pool, table), {
        begin: () => Promise.resolve(),
      });
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw new Misconfigured(
      `The backup does not verify: ${error.message}`,
      join(directory, error.where),
      `${String(loaded)} of ${String(size)} events are here, each verified. ` +
        'Take another copy of this backup and run `daylight restore` again: it goes on from there.',
      { cause: error },
    );
  }
  await endRestore(dataDir);
}

/**
 * A leaf does not say at which index it stands, and what went in at a wrong one cannot be taken out again: so before
 * anything is loaded, the leaves in their order have to give the root.
 * @throws Mismatch naming the first index that is wrong, where it can be told
 */
async function checkOrder(
  directory: string,
  manifest: EventsManifest,
  unloaded: EventRows,
): Promise<void> {
  const files = filesOf(manifest, 'events');
  if ((await rootOf(directory, files)) === manifest.root) return;
  await load(directory, files, unloaded, { begin: null });
  throw new Mismatch(
    'its leaves do not give the root; one is missing, added or in another place',
    manifestName,
  );
}

/** Null where a file cannot be read: the full check says why. */
async function rootOf(directory: string, files: readonly BackupFile[]): Promise<string | null> {
  const tree = new TreeRoot();
  try {
    for (const file of files)
      for await (const line of linesOf(directory, file)) tree.append(leafHash(leafOf(line)));
  } catch (error) {
    if (isOfContent(error) || isSyntax(error)) return null;
    throw error;
  }
  return tree.root().toString('hex');
}

/** Events that are here already. @throws Misconfigured when there is more here than in the backup */
async function sizeHere(
  pool: pg.Pool,
  store: EventStore,
  { size, accessLog }: EventsManifest,
  directory: string,
): Promise<number> {
  const head = await store.head();
  const there = head === null ? 0 : Number(head) + 1;
  const accesses = await accessLogSize(pool);
  if (there <= size && accesses <= accessLog.rows) return there;
  throw new Misconfigured(
    `Here are ${String(there)} events and ${String(accesses)} rows of the read audit, in the backup ` +
      `${String(size)} and ${String(accessLog.rows)}: a restore makes neither shorter`,
    join(directory, manifestName),
    'Keep what is here, or restore into a new, empty installation. Nothing was changed.',
  );
}

/** Refuses while anybody else is connected as one of these roles. @throws Misconfigured */
export async function refuseInUse(owner: Connection, roles: readonly string[]): Promise<void> {
  const others = await withClient(owner, async (client) => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and usename = any($1)`,
      [roles],
    );
    return rows[0]?.n ?? 0;
  });
  if (others === 0) return;
  throw new Misconfigured(
    `${String(others)} connections of a running Daylight are open`,
    `database ${owner.database}`,
    'Stop every server and command of this installation, then restore. Nothing was changed.',
  );
}
