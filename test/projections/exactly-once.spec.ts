import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#engine';
import type { CaseFileRow } from '#investigation/process';
import type pg from 'pg';
import { until } from '../contracts/event-store.contract.js';
import { action, failureOf, opening, stage, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { digestOf, live, rowsOf, runner, toTheEnd, viewOf } from './views.js';

/** A pool whose connections are cut where a statement says, before it reaches the server. */
const cutAt = (pool: pg.Pool, statement: RegExp): pg.Pool =>
  Object.assign(Object.create(pool) as pg.Pool, {
    query: pool.query.bind(pool),
    connect: async () => {
      const client = await pool.connect();
      const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
      return Object.assign(Object.create(client) as pg.PoolClient, {
        query: async (...args: unknown[]) => {
          if (typeof args[0] === 'string' && statement.test(args[0])) {
            const { rows } = (await query('select pg_backend_pid() as pid')) as pg.QueryResult<{
              pid: number;
            }>;
            await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
          }
          return query(...args);
        },
        release: (broken?: boolean) => {
          client.release(broken);
        },
      });
    },
  });

describe('folding exactly once', () => {
  let installation: TestInstallation;
  let engine: Engine;
  beforeAll(async () => {
    installation = await newInstallation();
    ({ engine } = installation);
    await take(engine, opening('a'));
    await toTheEnd(engine.projections);
  });
  afterAll(() => installation.close());
  afterEach(async () => {
    await checkLog(engine);
  });

  let sent = 0;
  const act = async () => take(engine, action('a', `act-${String((sent += 1))}`));
  const eventsFolded = async () =>
    (await rowsOf<CaseFileRow>(engine.projections, 'panel.case_file'))[0]?.events;
  const eventsRecorded = () => sent + 1;

  it.each([
    ['between checkpoint and rows', /^insert into panel\./],
    ['after the rows, before the commit', /^commit$/],
    ['before the checkpoint', /^update log\.projection/],
  ])('survives a kill: %s', async (_name, statement) => {
    await act();
    const before = await live(engine.projections, 'case_file');
    const killed = runner(engine, {
      pool: cutAt(engine.pool, statement),
      views: [viewOf(engine.projections, 'case_file')],
    });
    expect(await failureOf(killed.advance())).toBeTruthy();
    expect(await live(engine.projections, 'case_file')).toEqual(before);
    expect(await eventsFolded()).toBe(eventsRecorded() - 1);
    await toTheEnd(engine.projections);
    expect(await eventsFolded()).toBe(eventsRecorded());
  });

  it('drops the batch of a runner that was slower', async () => {
    await act();
    const projected = viewOf(engine.projections, 'case_file');
    const old = await live(engine.projections, 'case_file');
    const page = await engine.projections.page(old.position);
    await act();
    await toTheEnd(engine.projections);
    const after = await live(engine.projections, 'case_file');
    expect(await engine.projections.fold(projected, old, page)).toBe(false);
    expect(await live(engine.projections, 'case_file')).toEqual(after);
    expect(await eventsFolded()).toBe(eventsRecorded());
  });

  it('does not let a slower runner stop a view that went on', async () => {
    await act();
    const projected = viewOf(engine.projections, 'case_file');
    const old = await live(engine.projections, 'case_file');
    const page = await engine.projections.page(old.position);
    await toTheEnd(engine.projections);
    await engine.projections.fold(
      projected,
      old,
      page.map(({ stored }) => ({ stored, recorded: null })),
    );
    expect((await live(engine.projections, 'case_file')).stopped).toBe(null);
  });

  it('holds under two runners that follow a log in use', async () => {
    const other = await installation.another();
    const over = new AbortController();
    const errors: unknown[] = [];
    const running = [engine, other].map(({ projections }) =>
      projections.run(over.signal, (error) => errors.push(error)),
    );
    const spare = (async () => {
      while (!over.signal.aborted) await runner(other).advance();
    })();
    for (let i = 0; i < 40; i += 1) await act();
    const last = await take(engine, stage('a', 'last', 'triage'));
    sent += 1;
    for (const name of ['case_file', 'timeline_entry', 'public_case'])
      await until(async () => (await live(engine.projections, name)).position === last.position);
    over.abort();
    await Promise.all([...running, spare]);
    expect(errors).toEqual([]);
    expect(await eventsFolded()).toBe(eventsRecorded());
    expect((await digestOf(engine.projections, 'timeline_entry')).rows).toBe(2);
  });
});
