import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#engine';
import type { CaseFileRow } from '#cases/process';
import type { Checkpoint, ProjectionsParts } from '#projections';
import { until } from '../contracts/event-store.contract.js';
import { action, failureOf, opening, stage, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { cutting, through, writes, type Cut } from './pools.js';
import { digestOf, live, rowsOf, runner, toTheEnd, viewOf } from './views.js';

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

  const killed = (cut: Cut) =>
    runner(engine, {
      pool: cutting(engine.pool, (sql) => (writes.test(sql) ? cut : undefined)),
      views: [viewOf(engine.projections, 'case_file')],
    });

  it('survives a kill before its batch is written', async () => {
    await act();
    const before = await live(engine.projections, 'case_file');
    expect(await failureOf(killed('before').advance())).toBeTruthy();
    expect(await live(engine.projections, 'case_file')).toEqual(before);
    expect(await eventsFolded()).toBe(eventsRecorded() - 1);
    await toTheEnd(engine.projections);
    expect(await eventsFolded()).toBe(eventsRecorded());
  });

  it('survives a kill after its batch was written, before it hears of it', async () => {
    await act();
    expect(await failureOf(killed('after').advance())).toBeTruthy();
    expect(await eventsFolded()).toBe(eventsRecorded());
    await toTheEnd(engine.projections);
    expect(await eventsFolded()).toBe(eventsRecorded());
  });

  it('survives a kill between the checkpoint and the rows: neither is kept', async () => {
    await act();
    const before = await live(engine.projections, 'case_file');
    const table = `panel.case_file_v${String(before.version)}_g${String(before.generation)}`;
    // Another session holds the row, so that the statement stands where it has moved the checkpoint and writes the row.
    const holder = await engine.pool.connect();
    await holder.query(`begin; select from ${table} for update`);
    const failure = failureOf(engine.projections.advance());
    await until(async () => {
      const { rowCount } = await engine.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query ~ $1`,
        [writes.source],
      );
      return (rowCount ?? 0) > 0;
    });
    expect(await failure).toBeTruthy();
    await holder.query('rollback');
    holder.release();
    expect(await live(engine.projections, 'case_file')).toEqual(before);
    expect(await eventsFolded()).toBe(eventsRecorded() - 1);
    await toTheEnd(engine.projections);
    expect(await eventsFolded()).toBe(eventsRecorded());
  });

  /** A runner that has read its batch and its rows, and then sees others go on before it writes. */
  const slower = (meanwhile: () => Promise<unknown>, own: Partial<ProjectionsParts> = {}) => {
    let once = true;
    const pool = through(engine.pool, async (sql, pass) => {
      if (once && /update log\.projection/.test(sql)) {
        once = false;
        await meanwhile();
      }
      return pass();
    });
    return runner(engine, { pool, views: [viewOf(engine.projections, 'case_file')], ...own });
  };

  it('drops the batch of a runner that was slower', async () => {
    await act();
    let after: Checkpoint | undefined;
    const late = slower(async () => {
      await act();
      await toTheEnd(engine.projections);
      after = await live(engine.projections, 'case_file');
    });
    expect(await late.advance()).toBe(false);
    expect(await live(engine.projections, 'case_file')).toEqual(after);
    expect(await eventsFolded()).toBe(eventsRecorded());
  });

  it('does not let a slower runner stop a view that went on', async () => {
    await act();
    const late = slower(() => toTheEnd(engine.projections), {
      read: () => {
        throw new Error('cannot be read');
      },
    });
    expect(await late.advance()).toBe(false);
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
