import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Unavailable } from '#kernel';
import { until } from '../contracts/event-store.contract.js';
import { action, failureOf, opening, sizeOf, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { newFaulty, type Faulty } from './harness.js';

describe('a database that fails', () => {
  let faulty: Faulty;
  beforeAll(async () => {
    faulty = await newFaulty();
    await take(faulty.engine, opening('a'));
  }, 60_000);
  afterAll(() => faulty.close(), 60_000);
  afterEach(async () => {
    expect((await checkLog(faulty.direct)).size).toBe(await sizeOf(faulty.direct));
  });

  it('recorded appends whose replies were lost, 20 of 20: each command sent again has one effect', async () => {
    const { engine, direct, proxy } = faulty;
    for (let i = 0; i < 20; i += 1) {
      const id = `swallowed-${String(i)}`;
      const size = await sizeOf(direct);
      proxy.swallow = 'daylight-append';
      const failure = await failureOf(take(engine, action('a', id)));
      expect(failure).toBeInstanceOf(Unavailable);
      expect((failure as Unavailable).code).toBe('STORE_UNAVAILABLE');
      expect(proxy.swallowed).toBe(i + 1);
      expect(await sizeOf(direct)).toBe(size + 1);
      const again = await take(engine, action('a', id));
      expect([again.events, again.position]).toEqual([0, String(size)]);
      expect(await take(direct, action('a', id))).toEqual(again);
      expect(await sizeOf(direct)).toBe(size + 1);
    }
    expect((await take(engine, action('a', 'after-swallowed'))).events).toBe(1);
  }, 60_000);

  it('swallows everything: commands fail within the limit, and the pool heals', async () => {
    const { engine, direct, proxy } = faulty;
    const size = await sizeOf(direct);
    proxy.hole = true;
    const from = performance.now();
    const failures = await Promise.all(
      ['a', 'b', 'c'].map((ref) => failureOf(take(engine, opening(ref, `hole-${ref}`)))),
    );
    const took = performance.now() - from;
    for (const failure of failures) expect(failure).toBeInstanceOf(Unavailable);
    expect(took).toBeLessThan(6_000);
    expect(await sizeOf(direct)).toBe(size);
    proxy.hole = false;
    await proxy.cut();
    const healing = performance.now();
    await until(() =>
      take(engine, action('a', 'healed')).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Unavailable) return false;
          throw error;
        },
      ),
    );
    expect(performance.now() - healing).toBeLessThan(5_000);
    expect(await sizeOf(direct)).toBe(size + 1);
  }, 40_000);

  it('is killed: what was acknowledged is there once, and the same engine goes on', async () => {
    const { engine, direct } = faulty;
    const acknowledged: string[] = [];
    let sent = 0;
    for (let round = 1; round <= 2; round += 1) {
      const enough = acknowledged.length + 40;
      let stopped = false;
      const unknown: string[] = [];
      const writers = Array.from({ length: 4 }, async (_, w) => {
        const ref = `kill-${String(round)}-${String(w)}`;
        for (let i = 0; !stopped; i += 1) {
          const id = `${ref}-${String(i)}`;
          sent += 1;
          try {
            await take(engine, i === 0 ? opening(ref, id) : action(ref, id));
            acknowledged.push(id);
          } catch (error) {
            if (!(error instanceof Unavailable)) throw error;
            unknown.push(id);
            return;
          }
        }
      });
      await until(() => acknowledged.length >= enough);
      await faulty.kill();
      await Promise.all(writers);
      stopped = true;
      expect(unknown).toHaveLength(4);
      await faulty.restart();
      for (const id of [...acknowledged, ...unknown]) {
        const [, ref = '', i] = /^(.*)-(\d+)$/.exec(id) ?? [];
        const taken = await take(engine, i === '0' ? opening(ref, id) : action(ref, id));
        if (acknowledged.includes(id)) expect([id, taken.events]).toEqual([id, 0]);
      }
      acknowledged.push(...unknown);
      const streams = new Set(acknowledged.map((id) => id.replace(/-\d+$/, '')));
      let recorded = 0;
      for (const ref of streams)
        for await (const _event of direct.store.readStream(direct.vault.streamOf(ref)))
          recorded += _event.version >= 0 ? 1 : 0;
      expect(recorded).toBe(acknowledged.length);
      expect(sent).toBe(acknowledged.length);
    }
  }, 60_000);
});
