import { afterAll, describe, expect, it } from '@jest/globals';
import { codeOf, Unavailable } from '#kernel';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../contracts/event-store.contract.js';
import { action, failureOf, opening, sizeOf, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { newFaulty } from './harness.js';

const folder = mkdtempSync(join(tmpdir(), 'daylight-disk-'));
// Two databases and the write-ahead log of a fresh cluster take about 80 MB.
const mounted =
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=192m,mode=0755', 'tmpfs', folder]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', folder]);
  rmSync(folder, { recursive: true, force: true });
});

describe('a full disk', () => {
  if (!mounted) {
    it.skip('skipped: no right to mount a tmpfs', () => undefined);
    return;
  }
  it('records nothing by halves, says that there is no room, and goes on when there is some', async () => {
    const faulty = await newFaulty(folder);
    try {
      const { engine } = faulty;
      await take(engine, opening('a'));
      const filler = join(folder, 'filler');
      await fill(filler, 1_000_000);
      const acknowledged: string[] = [];
      const words = 'A long account of what was seen. '.repeat(900);
      let failure: unknown;
      for (let i = 0; failure === undefined && i < 3000; i += 1) {
        const id = `full-${String(i)}`;
        await take(engine, action('a', id, words)).then(
          () => acknowledged.push(id),
          (error: unknown) => {
            failure = error;
          },
        );
      }
      expect(failure).toBeInstanceOf(Unavailable);
      expect(['STORE_FULL', 'STORE_UNAVAILABLE']).toContain(codeOf(failure));
      const next = await failureOf(take(engine, action('a', 'while-full', words)));
      expect(next).toBeInstanceOf(Unavailable);
      await rm(filler);
      // Where the log of changes had no room, the server ended itself; whoever opens the folder starts it again.
      await until(async () => {
        await faulty.restart().catch(() => undefined); // it may still be recovering
        return take(engine, action('a', 'while-full', words)).then(
          () => true,
          (error: unknown) => {
            if (error instanceof Unavailable) return false;
            throw error;
          },
        );
      });
      const size = await sizeOf(engine);
      for (const id of acknowledged)
        expect([id, (await take(engine, action('a', id, words))).events]).toEqual([id, 0]);
      expect(await checkLog(engine)).toEqual({ size });
      // Leaf 0, the opening, what was acknowledged, the one after; the failed one may have been kept or not.
      expect([0, 1]).toContain(size - acknowledged.length - 3);
    } finally {
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
