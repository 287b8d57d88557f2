import { afterAll, describe, expect, it } from '@jest/globals';
import { PostgresEventStore } from '#event-store';
import { codeOf, Unavailable } from '#kernel';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../contracts/event-store.contract.js';
import { action, decisionsOver, failureOf, opening, sizeOf, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { newFaulty } from './harness.js';

const folder = mkdtempSync(join(tmpdir(), 'daylight-disk-'));
// Two databases and the write-ahead log of a fresh cluster take about 80 MB; 64 MB have to be left.
const mounted =
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256m,mode=0755', 'tmpfs', folder]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', folder]);
  rmSync(folder, { recursive: true, force: true });
});

describe('a full disk', () => {
  if (!mounted) {
    it.skip('skipped: no right to mount a tmpfs', () => undefined);
    return;
  }
  it('refuses appends while little is left, and reading goes on', async () => {
    const faulty = await newFaulty(folder);
    const filler = join(folder, 'filler');
    try {
      const { engine } = faulty;
      await take(engine, opening('a'));
      expect(engine.room.low).toBe(false);
      const size = await sizeOf(engine);
      await fill(filler, 40_000_000);
      await until(() => engine.room.low);
      const failure = await failureOf(take(engine, action('a', 'refused')));
      expect(failure).toBeInstanceOf(Unavailable);
      expect(codeOf(failure)).toBe('STORE_FULL');
      expect(await checkLog(engine)).toEqual({ size });
      await rm(filler);
      await until(() => !engine.room.low);
      expect((await take(engine, action('a', 'refused'))).events).toBe(1);
    } finally {
      await faulty.close();
      await rm(filler, { force: true });
    }
  }, 120_000);

  it('that fills up all the same: nothing is recorded by halves, and it goes on when there is room', async () => {
    const faulty = await newFaulty(folder);
    const unguarded = new PostgresEventStore(faulty.engine.pool);
    try {
      const { engine } = faulty;
      const writing = decisionsOver(engine, unguarded);
      await take(writing, opening('b'));
      const before = await sizeOf(engine);
      const filler = join(folder, 'filler');
      await fill(filler, 1_000_000);
      const acknowledged: string[] = [];
      const words = 'A long account of what was seen. '.repeat(900);
      let failure: unknown;
      for (let i = 0; failure === undefined && i < 3000; i += 1) {
        const id = `full-${String(i)}`;
        await take(writing, action('b', id, words)).then(
          () => acknowledged.push(id),
          (error: unknown) => {
            failure = error;
          },
        );
      }
      expect(failure).toBeInstanceOf(Unavailable);
      expect(['STORE_FULL', 'STORE_UNAVAILABLE']).toContain(codeOf(failure));
      const next = await failureOf(take(writing, action('b', 'while-full', words)));
      expect(next).toBeInstanceOf(Unavailable);
      await rm(filler);
      // Where the log of changes had no room, the server ended itself; whoever opens the folder starts it again.
      await until(async () => {
        await faulty.restart().catch(() => undefined); // it may still be recovering
        return take(writing, action('b', 'while-full', words)).then(
          () => true,
          (error: unknown) => {
            if (error instanceof Unavailable) return false;
            throw error;
          },
        );
      });
      const size = await sizeOf(engine);
      for (const id of acknowledged)
        expect([id, (await take(writing, action('b', id, words))).events]).toEqual([id, 0]);
      expect(await checkLog(engine)).toEqual({ size });
      // What was acknowledged and the one after; the failed one may have been kept or not.
      expect([0, 1]).toContain(size - acknowledged.length - before - 1);
    } finally {
      await unguarded.close();
      await faulty.close();
    }
  }, 180_000);
});

/** Leaves about this many bytes free. */
async function fill(path: string, leave: number): Promise<void> {
  const { bavail, bsize } = statfsSync(folder);
  const file = await open(path, 'w');
  const block = Buffer.alloc(1_000_000);
  for (let left = bavail * bsize - leave; left > 0; left -= block.length)
    await file.write(block, 0, Math.min(left, block.length));
  await file.close();
}
