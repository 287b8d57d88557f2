import { randomBytes } from 'node:crypto';
import { linkSync, renameSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Misconfigured } from '#kernel';
import { createPrivate, readIfThere } from './private-files.js';
import { identityOf, lifeOf } from './processes.js';

/**
 * Runs one piece of work at a time among the processes of this machine that use the same file. The file holds the
 * identity of the process at work; one left behind by a killed process is taken over.
 */
export async function underLock<T>(
  path: string,
  work: () => Promise<T>,
  patience = 330_000,
): Promise<T> {
  // The random part keeps two callers of one process apart.
  const mine = `${identityOf(process.pid)} ${randomBytes(6).toString('hex')}`;
  // Looking first, because making the file costs two writes through to the disk.
  const taken = (): boolean => readIfThere(path) !== undefined || !createPrivate(path, mine);
  const start = performance.now();
  while (taken()) {
    removeStale(path);
    if (performance.now() - start > patience) {
      throw new Misconfigured(
        `another process has held the lock for ${String(patience / 1000)} seconds`,
        path,
        'Wait for it to end. If none is at work, delete the file and start again.',
      );
    }
    await sleep(20);
  }
  try {
    return await work();
  } finally {
    if (readIfThere(path) === mine) rmSync(path, { force: true });
  }
}

function removeStale(path: string): void {
  const held = readIfThere(path);
  if (held === undefined) return;
  const [pid = '', startTime = ''] = held.split(' ');
  const number = Number(pid);
  const alive =
    number > 0 && lifeOf(number) === 'alive' && identityOf(number) === `${pid} ${startTime}`;
  if (alive) return;
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(path, aside);
    // Somebody may have taken it over between our reading and our renaming: then it goes back.
    if (readIfThere(aside) !== held) linkSync(aside, path);
  } catch {
    // Another process was faster: the next attempt sees what it left.
  }
  rmSync(aside, { force: true });
}
