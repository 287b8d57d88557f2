import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Engine } from '#engine';
import type { CaseFileRow } from '#cases/process';
import { rebuild, SessionLock, type Projections } from '#projections';
import { until } from '../contracts/event-store.contract.js';
import { action, opening, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { through } from './pools.js';
import { digestOf, live, rowsOf, runner, toTheEnd, viewOf } from './views.js';

describe('one runner at a time', () => {
  let installation: TestInstallation;
  let engine: Engine;
  let other: Engine;
  let sent = 0;
  const act = () => take(engine, action('a', `act-${String((sent += 1))}`));
  beforeEach(async () => {
    sent = 0;
    installation = await newInstallation();
    ({ engine } = installation);
    other = await installation.another();
    await take(engine, opening('a'));
    await toTheEnd(engine.projections);
  });
  afterEach(async () => {
    await checkLog(engine);
    await installation.close();
  });

  const folded = async () =>
    (await rowsOf<CaseFileRow>(engine.projections, 'panel.case_file'))[0]?.events;

  /** The backend that holds the lock of runners, if one does. */
  const leader = async (): Promise<number | undefined> => {
    const { rows } = await engine.pool.query<{ pid: number }>(
      `select l.pid from pg_locks l join pg_database d on d.oid = l.database
       where l.locktype = 'advisory' and l.granted and d.datname = current_database()`,
    );
    return rows[0]?.pid;
  };

  interface Running {
    readonly errors: unknown[];
    end(): Promise<void>;
  }
  const run = (projections: Projections): Running => {
    const over = new AbortController();
    const errors: unknown[] = [];
    const running = projections.run(over.signal, (error) => errors.push(error));
    return {
      errors,
      end: async () => {
        over.abort();
        await running;
      },
    };
  };

  it('reads each event once: what wakes it is what it folds', async () => {
    const asked: (string | null)[] = [];
    const views = [viewOf(engine.projections, 'case_file')];
    const { store } = engine.projections.parts;
    const counting = Object.assign(Object.create(store) as typeof store, {
      readAll: async (after: string | null, limit: number) => {
        const events = await store.readAll(after, limit);
        asked.push(...events.map(({ position }) => position));
        return events;
      },
    });
    const running = run(runner(engine, { views, store: counting }));
    await until(async () => (await leader()) !== undefined);
    for (let i = 0; i < 10; i += 1) await act();
    await until(async () => (await folded()) === 11);
    await running.end();
    expect(new Set(asked).size).toBe(asked.length);
    expect(running.errors).toEqual([]);
  });

  it('takes over when the session of the other dies while it is paused; each event is folded once', async () => {
    let paused: Promise<void> | null = null;
    let goOn: () => void = () => undefined;
    const pool = through(engine.pool, async (sql, pass) => {
      if (/where key = any/.test(sql)) await paused;
      return pass();
    });
    const first = run(runner(engine, { pool }));
    await until(async () => (await leader()) !== undefined);
    const second = run(other.projections);
    await act();
    await until(async () => (await folded()) === 2);
    const was = await leader();

    paused = new Promise((resolve) => (goOn = resolve));
    const last = await act();
    await engine.pool.query('select pg_terminate_backend($1)', [was]);
    for (const name of ['case_file', 'public_case', 'timeline_entry'])
      await until(async () => (await live(engine.projections, name)).position === last.position);
    expect(await leader()).not.toBe(was);
    await act();
    await until(async () => (await folded()) === 4);
    goOn();
    await act();
    await until(async () => (await folded()) === 5);

    // And back: the one that ends hands over at once.
    await second.end();
    await act();
    await until(async () => (await folded()) === 6);
    await first.end();
    await until(async () => (await leader()) === undefined);
    const before = await digestOf(engine.projections, 'case_file');
    const { rows, digest } = await rebuild(
      engine.projections,
      viewOf(engine.projections, 'case_file'),
    );
    expect({ rows, digest }).toEqual(before);
  });

  it.each([
    ['with its fence', true],
    ['twin without it', false],
  ])('a paused runner that notices nothing, %s', async (_name, fenced) => {
    let goOn: () => void = () => undefined;
    const paused = new Promise<void>((resolve) => (goOn = resolve));
    const pool = through(engine.pool, async (sql, pass) => {
      // It has its page; it reads the rows when the other has written them.
      if (/where key = any/.test(sql)) await paused;
      return pass(fenced ? sql : sql.replace('and position = $3', 'and $3::bigint is not null'));
    });
    await act();
    const views = [viewOf(engine.projections, 'case_file')];
    const late = runner(engine, { pool, views }).advance();
    await until(async () => {
      await toTheEnd(other.projections);
      return (await folded()) === 2;
    });
    goOn();
    await late;
    expect(await folded()).toBe(fenced ? 2 : 3);
  });

  it('waits for a lock without end, hears when it is free, and gives up when told to', async () => {
    const held = await SessionLock.take(engine.pool, 'rebuild');
    const told: unknown[] = [];
    const over = new AbortController();
    const asking = SessionLock.take(other.pool, 'rebuild', over.signal, (h) => told.push(h?.name));
    await until(() => Promise.resolve(told.length === 1));
    expect(told).toEqual(['daylight office']);
    over.abort();
    expect(await asking).toBe(null);
    const waiting = SessionLock.take(other.pool, 'rebuild');
    held?.release();
    const next = await waiting;
    expect(next?.lost.aborted).toBe(false);
    next?.release();
    expect(next?.lost.aborted).toBe(true);
  });
});
