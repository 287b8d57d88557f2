import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Engine } from '#engine';
import { randomBytes, randomUUID } from 'node:crypto';
import { Denied } from '#access';
import { skipEvent } from '#decisions';
import type { StoredEvent } from '#event-store';
import { Refused, Unavailable } from '#kernel';
import {
  asOf,
  goOn,
  readCheckpoints,
  rebuild,
  recordedReader,
  type Projections,
} from '#projections';
import { action, failureOf, opening, stage, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { everyRole, newInstallation, type TestInstallation } from '../language/installation.js';
import {
  counting,
  digestOf,
  live,
  rowsOf,
  runnerWith,
  toTheEnd,
  viewOf,
  type SeenRow,
} from './views.js';

describe('a view that cannot go on', () => {
  // A fixed clock: no wait may depend on it.
  const clock = { now: () => Date.UTC(2026, 2, 2, 4) };
  let installation: TestInstallation;
  let engine: Engine;
  beforeEach(async () => {
    installation = await newInstallation(clock);
    ({ engine } = installation);
    await take(engine, opening('a'));
    await take(engine, action('a', 'a-1'));
  });
  afterEach(() => installation.close());

  const row = async (name: string) => {
    const { rows } = await engine.pool.query<{
      status: string;
      stopped_at: string | null;
      stopped_reason: string | null;
    }>('select status, stopped_at, stopped_reason from log.projection where name = $1 and live', [
      name,
    ]);
    return rows[0];
  };

  const secret = 'Zhang San of block 7';
  const fails = () => {
    throw new Error(`cannot fold ${secret}`);
  };
  it.each<[string, Parameters<typeof counting>[2], string]>([
    ['whose fold throws', { stage: fails }, 'its fold failed'],
    [
      'whose key cannot be had',
      { key: (index) => (index === 3 ? fails() : undefined) },
      'its fold failed',
    ],
    [
      'whose row does not fit',
      { stage: (r) => r && { ...r, fields: null as unknown as string } },
      'its row cannot be stored',
    ],
    [
      'whose value does not fit',
      { stage: (r) => r && { ...r, events: 2 ** 40 } },
      'its row cannot be stored',
    ],
  ])(
    '%s stops at that event, says so without quoting it, and holds up no other',
    async (_name, special, reason) => {
      const more = await runnerWith(
        engine,
        counting('failing', 'panel', special),
        counting('after_it', 'panel'),
      );
      const { position } = await take(engine, stage('a', 'a-2', 'triage'));
      expect(position).toBe('3');
      await take(engine, opening('b'));
      await toTheEnd(more);
      expect(await row('failing')).toEqual({
        status: 'stopped',
        stopped_at: '3',
        stopped_reason: reason,
      });
      expect((await live(more, 'failing')).position).toBe('2');
      // It goes on serving what it had.
      expect((await rowsOf<SeenRow>(more, 'panel.failing'))[0]?.events).toBe(2);
      const others = await rowsOf<SeenRow>(more, 'panel.after_it');
      expect(others.map(({ key, events }) => [key, events])).toEqual([
        ['a', 3],
        ['b', 1],
      ]);
      for (const name of ['after_it', 'case_file', 'timeline_entry'])
        expect(await row(name)).toEqual({ status: 'live', stopped_at: null, stopped_reason: null });
      expect(await more.advance()).toBe(false);
      expect((await checkLog(engine)).size).toBe(5);
    },
  );

  it('comes to an event that does not open: it stops there, and one that has not come to it does not', async () => {
    await toTheEnd(engine.projections);
    await engine.pool.query(
      `with head as (update log.ledger_head set position = position + 1 returning position - 1 as at)
       insert into log.events select at, 'case-x', 0, $1, 'investigation.ActionRecorded', 1, now(), 'no.leaf.here', $2 from head`,
      [randomUUID(), JSON.stringify({ ev: secret, d: {}, enc: {} })],
    );
    await take(engine, stage('a', 'a-2', 'triage'));
    await toTheEnd(engine.projections);
    for (const name of ['public_case', 'timeline_entry', 'case_file']) {
      expect(await row(name)).toEqual({
        status: 'stopped',
        stopped_at: '3',
        stopped_reason: 'the event cannot be read',
      });
      expect((await live(engine.projections, name)).position).toBe('2');
    }
    expect(await row('sealed_band')).toEqual({
      status: 'live',
      stopped_at: null,
      stopped_reason: null,
    });
    expect(await rowsOf(engine.projections, 'public.timeline_entry')).toHaveLength(1);
    expect(JSON.stringify(await readCheckpoints(engine.pool))).not.toContain(secret);
  });

  it('tries again before it stops: what was wrong may pass', async () => {
    let failures = 2;
    const more = await runnerWith(
      engine,
      counting('hesitant', 'panel', {
        key: (index) => (index === 2 && (failures -= 1) >= 0 ? fails() : undefined),
      }),
      counting('beside_it', 'panel'),
    );
    await take(engine, opening('b'));
    await toTheEnd(more);
    expect(failures).toBeLessThan(0);
    expect(await row('hesitant')).toMatchObject({ status: 'live', stopped_at: null });
    expect(await rowsOf<SeenRow>(more, 'panel.hesitant')).toEqual(
      await rowsOf<SeenRow>(more, 'panel.beside_it'),
    );
  });

  describe('that stopped', () => {
    let mended: boolean;
    let more: Projections;
    const stages: Parameters<typeof counting>[2] = {
      stage: (r) => (mended ? r && { ...r, events: r.events + 100 } : fails()),
    };
    beforeEach(async () => {
      mended = false;
      more = await runnerWith(engine, counting('failing', 'panel', stages));
      await take(engine, stage('a', 'a-2', 'triage'));
      await take(engine, action('a', 'a-3'));
      await toTheEnd(more);
      expect(await row('failing')).toMatchObject({ stopped_at: '3' });
    });
    const events = async () => (await rowsOf<SeenRow>(more, 'panel.failing'))[0]?.events;
    const skip = (index: number, actor = everyRole) => {
      const { keys, installation: of } = engine;
      const signer = { ...keys.sealing, origin: of.origin, window: 1 };
      const own = { projections: more, clock, zone: of.zone, random: randomBytes, signer };
      return skipEvent({ ...engine, ...own }, { view: 'failing', index, reason: secret, actor });
    };

    it('goes on when it is told to, once the cause is gone', async () => {
      expect(await goOn(engine.pool, await live(more, 'failing'))).toBe(true);
      await toTheEnd(more);
      expect(await row('failing')).toMatchObject({ stopped_at: '3' });
      mended = true;
      expect(await goOn(engine.pool, await live(more, 'failing'))).toBe(true);
      expect(await goOn(engine.pool, await live(more, 'failing'))).toBe(false);
      await toTheEnd(more);
      expect(await row('failing')).toEqual({
        status: 'live',
        stopped_at: null,
        stopped_reason: null,
      });
      expect(await events()).toBe(103);
    });

    it('passes over the event for good when that is recorded; the log says so to anyone', async () => {
      const { position } = await skip(3);
      await toTheEnd(more);
      expect(await live(more, 'failing')).toMatchObject({ position, stopped: null });
      expect(await events()).toBe(3);
      const [stored] = await engine.store.readAll('4', 1);
      const recorded = recordedReader(
        engine.catalogue,
        engine.installation.zone,
      )(stored as StoredEvent);
      expect(recorded.event).toEqual({
        type: 'log.EventSkipped',
        data: { view: 'failing', viewVersion: 1, index: 3, on: '2026-03-02' },
      });
      expect(recorded.pub?.text?.en).toContain('record 3');
      expect(stored?.body).not.toContain(secret);

      // A rebuild and time travel pass over it too, even if it could be folded now; another version folds it.
      mended = true;
      const { digest } = await rebuild(more, viewOf(more, 'failing'));
      expect(await digestOf(more, 'failing')).toMatchObject({ digest });
      expect(await events()).toBe(3);
      const then = await asOf(more, viewOf(more, 'failing'), { index: 3 });
      expect([...then.values()]).toMatchObject([{ events: 2 }]);
      const next = await runnerWith(
        engine,
        counting('failing', 'panel', { ...stages, version: 2 }),
      );
      expect((await rowsOf<SeenRow>(next, 'panel.failing'))[0]?.events).toBe(103);
      expect((await checkLog(engine)).size).toBe(6);
    });

    it('is skipped once by two who ask, and by one whose answer was lost', async () => {
      const [one, two] = await Promise.all([skip(3), skip(3)]);
      expect(one.events + two.events).toBe(1);
      expect(one.position).toBe(two.position);
      // The event was recorded, and the process died before the view was told.
      await engine.pool.query(
        `update log.projection set status = 'stopped', stopped_at = 3 where name = 'failing'`,
      );
      expect(await skip(3)).toMatchObject({ position: one.position, events: 0 });
      await toTheEnd(more);
      expect(await events()).toBe(3);
      expect((await checkLog(engine)).size).toBe(6);
    });

    it('is not skipped by who may not, nor at another event than where it stands', async () => {
      const member = { ...everyRole, roles: ['chair', 'member'] as const };
      expect(await failureOf(skip(3, member))).toBeInstanceOf(Denied);
      for (const index of [2, 4]) expect(await failureOf(skip(index))).toBeInstanceOf(Refused);
      mended = true;
      await goOn(engine.pool, await live(more, 'failing'));
      await toTheEnd(more);
      expect(await failureOf(skip(3))).toBeInstanceOf(Refused);
      expect((await checkLog(engine)).size).toBe(5);
    });
  });

  it('answers STALE_READ after two seconds, whatever the clock says', async () => {
    const { position } = await take(engine, action('a', 'a-2'));
    const from = performance.now();
    const failure = await failureOf(engine.projections.waitFor('case_file', position ?? ''));
    const waited = performance.now() - from;
    expect(failure).toBeInstanceOf(Unavailable);
    expect((failure as Unavailable).code).toBe('STALE_READ');
    expect([waited >= 1900, waited < 4000]).toEqual([true, true]);
    expect(await failureOf(engine.projections.waitFor('no_such_view', '0'))).toMatchObject({
      code: 'STALE_READ',
    });
    const waiting = engine.projections.waitFor('case_file', position ?? '');
    await toTheEnd(engine.projections);
    await waiting;
    expect((await live(engine.projections, 'case_file')).position).toBe(position);
  });
});
