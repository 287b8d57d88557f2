import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#engine';
import type { SealedBandRow } from '#cases/process';
import { withClient } from '#platform/postgres';
import { action, opening, stage, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import {
  counting,
  live,
  rowsOf,
  runner,
  runnerWith,
  toTheEnd,
  viewOf,
  type SeenRow,
} from './views.js';

describe('what a view may fold', () => {
  /** Noon in Shanghai. */
  const noon = Date.UTC(2026, 2, 2, 4);
  const midnight = Date.UTC(2026, 2, 2, 16);
  const clock = { at: noon, now: () => clock.at };
  let installation: TestInstallation;
  let engine: Engine;
  beforeAll(async () => {
    installation = await newInstallation(clock);
    ({ engine } = installation);
    await take(engine, opening('seen'));
    await take(engine, opening('counted', 'open-counted', 'counted'));
    for (const ref of ['seen', 'counted']) {
      await take(engine, action(ref, `${ref}-1`));
      await take(engine, stage(ref, `${ref}-2`, 'triage'));
    }
  });
  afterAll(async () => {
    await checkLog(engine);
    await installation.close();
  });
  const asFeed = (sql: string) =>
    withClient(installation.databases.main.feed, (client) => client.query(sql));

  it('of the public: no sealed event, and no field that is not open', async () => {
    const more = await runnerWith(
      engine,
      counting('all_public', 'public'),
      counting('all_panel', 'panel'),
    );
    await toTheEnd(more);
    const shown = await rowsOf<SeenRow>(more, 'public.all_public');
    expect(shown.map(({ key, events, sealed }) => [key, events, sealed])).toEqual([['seen', 2, 0]]);
    const panel = await rowsOf<SeenRow>(more, 'panel.all_panel');
    expect(panel.map(({ key, events, sealed }) => [key, events, sealed])).toEqual([
      ['counted', 3, 3],
      ['seen', 3, 1],
    ]);
    const closed = [
      'receivedAt',
      'kind',
      'actorRole',
      'at',
      'actorId',
      'actor',
      'summary',
      'source',
      'reason',
    ];
    for (const { fields } of [...shown, ...panel])
      expect(fields.split(' ').filter((name) => closed.includes(name))).toEqual([]);
  });

  it('of the public: nothing beyond the horizon', async () => {
    const second = (await engine.store.readAll('0', 1))[0]?.position ?? null;
    const held = runner(engine, {
      horizon: () => Promise.resolve(second),
      views: [counting('held', 'public'), counting('held_panel', 'panel')],
    });
    const { ensureViews } = await import('#projections');
    await ensureViews(held);
    await toTheEnd(held);
    expect((await live(held, 'held')).position).toBe(second);
    expect((await live(held, 'held_panel')).position).toBe(await engine.store.head());
    expect((await rowsOf<SeenRow>(held, 'public.held'))[0]?.events).toBe(1);
  });

  it('a slot: only what is of an earlier day, and the feed never reads the count behind the band', async () => {
    await toTheEnd(engine.projections);
    const atNoon = (await live(engine.projections, 'sealed_band')).position;
    expect(atNoon).toBe(null);
    expect((await asFeed('select * from public.sealed_band')).rows).toEqual([]);
    for (const at of [midnight - 1, midnight]) {
      clock.at = at;
      await toTheEnd(engine.projections);
      const { position } = await live(engine.projections, 'sealed_band');
      expect(position).toBe(at < midnight ? null : await engine.store.head());
    }
    for (let i = 0; i < 12; i += 1) await take(engine, action('seen', `seen-day-two-${String(i)}`));
    await toTheEnd(engine.projections);
    const columns = (await asFeed('select * from public.sealed_band')).rows;
    expect(columns).toEqual([{ key: 'seen', band: 'under-10' }]);
    clock.at = midnight + 86_400_000;
    await toTheEnd(engine.projections);
    expect((await asFeed('select * from public.sealed_band')).rows).toEqual([
      { key: 'seen', band: '10-19' },
    ]);
    const { generation } = await live(engine.projections, 'sealed_band');
    const table = `public.sealed_band_v${String(viewOf(engine.projections, 'sealed_band').view.version)}_g${String(generation)}`;
    expect((await rowsOf<SealedBandRow>(engine.projections, table))[0]?.actions).toBe(13);
    await expect(asFeed('select actions from public.sealed_band')).rejects.toMatchObject({
      code: '42703',
    });
    await expect(asFeed(`select * from ${table}`)).rejects.toMatchObject({ code: '42501' });
    await expect(asFeed('select * from panel.case_file')).rejects.toMatchObject({ code: '42501' });
  });
});
