import type pg from 'pg';
import { Corrupt, formatInstant, Misconfigured, type Clock } from '#kernel';
import type { EventStore } from '#event-store';
import { AccessChain, accessLines, accessLogSize } from './access-log.js';
import { eventLines } from './event-rows.js';
import { newFolder, writeFiles, writeManifest } from './files.js';
import { LogCheck, Wrong } from './log-check.js';
import { backupFormat, type BackupFile, type EventsManifest } from './manifest.js';
import { accounts, checkpoints, tableLines } from './table-rows.js';

export interface BackupParts {
  /** As the office's role. */
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly clock: Clock;
  /** Name and version of the program. */
  readonly software: string;
}

/**
 * Writes everything of the main database that cannot be rebuilt into a folder: events up to the head of this moment, the
 * read audit, the accounts, the published checkpoints. Everything is checked while it is read, so that a log that does not verify is noticed now,
 * and not when its backup is needed. Memory does not grow with the log.
 * @throws Corrupt naming the first index that is wrong · Misconfigured for a folder with something in it
 */
export async function backUpEvents(
  { pool, store, clock, software }: BackupParts,
  directory: string,
  onProgress: (events: number, of: number) => void = () => undefined,
): Promise<EventsManifest> {
  const createdAt = formatInstant(clock.now());
  const head = await store.head();
  if (head === null) {
    throw new Misconfigured(
      'There is nothing to back up: the log is empty',
      'log.events',
      'Check DATA_DIR and DATABASE_URL; a log begins with `daylight start`.',
    );
  }
  const [log, chain] = [new LogCheck(), new AccessChain()];
  const size = await sizeAt(store, head);
  const accessRows = await accessLogSize(pool);
  await newFolder(directory);
  const write = (folder: string, lines: AsyncIterable<string>, done?: (n: number) => void) =>
    writeFiles(directory, folder, lines, done);
  const events = await orCorrupt(
    () => `index ${String(log.size)}`,
    write('events', eventLines(store, size, log), (n) => {
      onProgress(n, size);
    }),
  );
  const accesses = await orCorrupt(
    () => `row ${String(chain.rows)} of the read audit`,
    write('access-log', accessLines(pool, accessRows, chain)),
  );
  const accountFiles = await write('accounts', tableLines(pool, accounts));
  const checkpointFiles = await write('checkpoints', tableLines(pool, checkpoints, size));
  const manifest: EventsManifest = {
    format: backupFormat,
    kind: 'events',
    origin: log.origin,
    size,
    root: log.root(),
    accessLog: { rows: chain.rows, head: chain.head },
    accounts: linesIn(accountFiles),
    checkpoints: linesIn(checkpointFiles),
    software,
    createdAt,
    files: [...events, ...accesses, ...accountFiles, ...checkpointFiles],
  };
  await writeManifest(directory, manifest);
  return manifest;
}

const linesIn = (files: readonly BackupFile[]) => files.reduce((sum, { count }) => sum + count, 0);

/** Events up to a position. */
async function sizeAt(store: EventStore, head: string): Promise<number> {
  const [last] = await store.readAll(head === '0' ? null : String(BigInt(head) - 1n), 1);
  return (last?.index ?? -1) + 1;
}

async function orCorrupt<T>(where: () => string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof Wrong) throw new Corrupt(where(), cause.message, { cause });
    throw cause;
  }
}
