import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#engine';
import { Misconfigured, Unavailable } from '#kernel';
import { withClient } from '#platform/postgres';
import {
  ensureViews,
  readCheckpoints,
  rebuild,
  rebuildViews,
  verifyViews,
  type Progress,
  type ProjectedView,
} from '#projections';
import { action, failureOf, opening, stage, take, through } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { through as throughPool } from './pools.js';
import {
  counting,
  digestOf,
  live,
  rowsOf,
  runner,
  runnerWith,
  toTheEnd,
  viewOf,
  type SeenRow,
} from './views.js';

describe('rebuilding a view', () => {
  let installation: TestInstallation;
  let engine: Engine;
  let stages = 0;
  const nextStage = () => {
    stages += 1;
    return take(
      engine,
      stage('a', `stage-${String(stages)}`, stages % 2 ? 'triage' : 'planning', 'Again.'),
    );
  };
  beforeAll(async () => {
    installation = await newInstallation();
    ({ engine } = installation);
    await take(engine, opening('a'));
    for (let i = 0; i < 6; i += 1) {
      await nextStage();
      await take(engine, action('a', `act-${String(i)}`));
    }
    await toTheEnd(engine.projections);
  });
  afterAll(() => installation.close());
  afterEach(async () => {
    await checkLog(engine);
  });

  /** What the feed's own role reads. */
  const shown = async (table: string): Promise<number> =>
    withClient(installation.databases.main.feed, async (client) => {
      const { rows } = await client.query<{ n: number }>(
        `select count(*)::int as n from public.${table}`,
      );
      return rows[0]?.n ?? -1;
    });

  it.each(['public_case', 'timeline_entry', 'case_file'])(
    'gives the same rows: %s',
    async (name) => {
      const before = await digestOf(engine.projections, name);
      const old = await live(engine.projections, name);
      const rebuilt = await rebuild(engine.projections, viewOf(engine.projections, name));
      expect({ rows: rebuilt.rows, digest: rebuilt.digest }).toEqual(before);
      expect(before.rows).toBeGreaterThan(0);
      expect(await digestOf(engine.projections, name)).toEqual(before);
      const now = await live(engine.projections, name);
      expect([now.generation, now.position]).toEqual([old.generation + 1, old.position]);
      expect((await readCheckpoints(engine.pool)).filter((c) => c.name === name)).toHaveLength(1);
    },
  );

  it('shows the live view whole all the while, with appends in between', async () => {
    const sizes: [shown: number, expected: number][] = [];
    let expected = await shown('timeline_entry');
    const look = async () => sizes.push([await shown('timeline_entry'), expected]);
    // Between two pages of the rebuild, the log grows and the live runner goes on.
    const slow = runner(engine, {
      store: through(engine.store, {
        readAll: async (after) => {
          await look();
          if (sizes.length % 2 && sizes.length < 16) {
            await nextStage();
            await toTheEnd(engine.projections);
            expected += 1;
          }
          return engine.store.readAll(after, 2);
        },
      }),
    });
    const progress: number[] = [];
    await rebuild(slow, viewOf(slow, 'timeline_entry'), {
      onProgress: ({ events }) => progress.push(events),
    });
    await look();
    expect(sizes.length).toBeGreaterThan(10);
    for (const [seen, whole] of sizes) expect(seen).toBe(whole);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    await toTheEnd(engine.projections);
    const after = await digestOf(engine.projections, 'timeline_entry');
    expect(after.rows).toBe(expected);
    expect(
      (await rebuild(engine.projections, viewOf(engine.projections, 'timeline_entry'))).digest,
    ).toBe(after.digest);
  });

  it('throws away what a broken-off rebuild left, and starts again', async () => {
    let pages = 0;
    const dying = runner(engine, {
      store: through(engine.store, {
        readAll: (after) =>
          (pages += 1) > 2 ? Promise.reject(new Error('killed')) : engine.store.readAll(after, 2),
      }),
    });
    const before = await digestOf(engine.projections, 'public_case');
    expect(await failureOf(rebuild(dying, viewOf(dying, 'public_case')))).toMatchObject({
      message: 'killed',
    });
    expect((await readCheckpoints(engine.pool)).filter(({ live: l }) => !l)).toHaveLength(1);
    expect(await digestOf(engine.projections, 'public_case')).toEqual(before);
    const { digest } = await rebuild(engine.projections, viewOf(engine.projections, 'public_case'));
    expect(digest).toBe(before.digest);
    expect((await readCheckpoints(engine.pool)).filter(({ live: l }) => !l)).toEqual([]);
    const { rows } = await engine.pool.query(
      `select from pg_tables where tablename like 'public_case_v%'`,
    );
    expect(rows).toHaveLength(1);
  });

  it('of all views reads the log once, counts what each passed, and tells how far it is', async () => {
    const read: (string | null)[] = [];
    const watched = runner(engine, {
      store: through(engine.store, {
        readAll: async (after, limit) => {
          if (limit > 1) read.push(after);
          return engine.store.readAll(after, limit);
        },
      }),
    });
    const progress: Progress[] = [];
    const rebuilt = await rebuildViews(watched, watched.parts.views, {
      onProgress: (now) => progress.push(now),
    });
    expect(read).toEqual([null]);
    const size = Number(await engine.store.head()) + 1;
    expect(Object.fromEntries(rebuilt.map(({ name, events }) => [name, events]))).toEqual({
      ...Object.fromEntries(watched.parts.views.map(({ view: { name } }) => [name, size])),
      // Their slot comes tomorrow.
      ...{ sealed_band: 0, case_statistics: 0 },
    });
    expect(progress.at(-1)).toMatchObject({ events: size, of: size, secondsLeft: 0 });
    expect(progress.every(({ perSecond }) => perSecond > 0)).toBe(true);
  });

  it('lets a second one wait for its turn, and both succeed', async () => {
    const other = await installation.another();
    const waits: string[] = [];
    const views = [viewOf(engine.projections, 'timeline_entry')];
    const [one, two] = await Promise.all(
      [engine, other].map(({ projections }) =>
        rebuildViews(projections, views, { onWait: (holder) => waits.push(holder?.name ?? '') }),
      ),
    );
    expect(waits).toEqual(['daylight office']);
    expect(one?.[0]?.digest).toBe(two?.[0]?.digest);
    expect((await readCheckpoints(engine.pool)).filter(({ live: l }) => !l)).toEqual([]);
  });

  it('does not wait for a rebuild whose session died; that one says that nothing was changed', async () => {
    const before = await digestOf(engine.projections, 'case_file');
    let once = true;
    const dying = runner(engine, {
      store: through(engine.store, {
        readAll: async (after, limit) => {
          if (once) {
            once = false;
            await engine.pool.query(
              `select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
               where l.locktype = 'advisory' and d.datname = current_database()`,
            );
            await rebuild(engine.projections, viewOf(engine.projections, 'case_file'));
          }
          return engine.store.readAll(after, limit);
        },
      }),
    });
    const failure = await failureOf(rebuild(dying, viewOf(dying, 'case_file')));
    expect(failure).toBeInstanceOf(Unavailable);
    expect(await digestOf(engine.projections, 'case_file')).toEqual(before);
  });

  it('is made once by two processes that start at the same time', async () => {
    const of = () => counting('of_two', 'public');
    const made = await Promise.all([runnerWith(engine, of()), runnerWith(engine, of())]);
    expect(made).toHaveLength(2);
    const there = (await readCheckpoints(engine.pool)).filter(({ name }) => name === 'of_two');
    expect(there).toMatchObject([{ generation: 1, live: true }]);
  });

  it('swaps while a reader is long at its view, and lets other readers in meanwhile', async () => {
    const reader = await engine.pool.connect();
    await reader.query('begin; select * from public.timeline_entry');
    let swapped = false;
    const rebuilding = rebuild(
      engine.projections,
      viewOf(engine.projections, 'timeline_entry'),
    ).then(() => (swapped = true));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await shown('timeline_entry')).toBeGreaterThan(0);
    expect(swapped).toBe(false);
    await reader.query('commit');
    reader.release();
    await rebuilding;
  });

  it.each(['where key = any', 'update log.projection set position'])(
    'is no error for a runner that is about to run: %s',
    async (statement) => {
      await nextStage();
      let once = true;
      const pool = throughPool(engine.pool, async (sql, pass) => {
        if (once && sql.includes(statement)) {
          once = false;
          await rebuild(engine.projections, viewOf(engine.projections, 'case_file'));
        }
        return pass();
      });
      const surprised = runner(engine, { pool, views: [viewOf(engine.projections, 'case_file')] });
      await surprised.advance();
      expect(once).toBe(false);
      const { digest } = await digestOf(engine.projections, 'case_file');
      const [verified] = await verifyViews(engine.projections, surprised.parts.views);
      expect(verified).toMatchObject({ equal: true, live: digest });
      await toTheEnd(engine.projections);
    },
  );

  it('lets the error of a table that somebody dropped pass', async () => {
    const views = [counting('dropped', 'panel')];
    const more = await runnerWith(engine, ...views);
    await engine.pool.query('drop table panel.dropped_v1_g1 cascade');
    await nextStage();
    expect(await failureOf(more.advance())).toMatchObject({ code: '42P01' });
    await rebuild(more, views[0] as ProjectedView);
    await toTheEnd(more);
  });

  describe('to verify', () => {
    it('finds the live views equal, and changes nothing', async () => {
      const before = await readCheckpoints(engine.pool);
      const verified = await verifyViews(engine.projections, engine.projections.parts.views);
      expect(verified.map(({ equal }) => equal)).toEqual(
        engine.projections.parts.views.map(() => true),
      );
      expect(verified.length).toBeGreaterThan(8);
      for (const { name, digest, live: of, rows } of verified)
        expect([digest, { rows, digest: of }]).toEqual([
          of,
          await digestOf(engine.projections, name),
        ]);
      expect(await readCheckpoints(engine.pool)).toEqual(before);
    });

    it('finds a row that somebody changed, and leaves it as it is', async () => {
      const { version, generation } = await live(engine.projections, 'public_case');
      const table = `public.public_case_v${String(version)}_g${String(generation)}`;
      await engine.pool.query(`update ${table} set entries = entries + 1`);
      const views = ['public_case', 'case_file'].map((name) => viewOf(engine.projections, name));
      const [changed, other] = await verifyViews(engine.projections, views);
      expect([changed?.equal, other?.equal]).toEqual([false, true]);
      expect(changed?.live).toBe((await digestOf(engine.projections, 'public_case')).digest);
      const { digest } = await rebuild(
        engine.projections,
        viewOf(engine.projections, 'public_case'),
      );
      expect(digest).toBe(changed?.digest);
    });

    it('compares at one place of the log, whatever the live runner does meanwhile', async () => {
      let grown = 0;
      const watched = runner(engine, {
        store: through(engine.store, {
          readAll: async (after, limit) => {
            const events = await engine.store.readAll(after, limit);
            if ((grown += 1) < 4) {
              await nextStage();
              await toTheEnd(engine.projections);
            }
            return events;
          },
        }),
      });
      const [verified] = await verifyViews(watched, [viewOf(watched, 'timeline_entry')]);
      expect(verified?.equal).toBe(true);
      expect(grown).toBeGreaterThan(1);
    });
  });

  describe('of a higher version', () => {
    const of = (version: number, more: Parameters<typeof counting>[2] = {}): ProjectedView =>
      counting('versioned', 'public', { ...more, version });

    it('is built beside the live one and swapped; an older program refuses it', async () => {
      const one = await runnerWith(engine, of(1));
      const before = await rowsOf<SeenRow>(one, 'public.versioned');
      const doubled = of(2, { stage: (row) => row && { ...row, events: row.events + 2 } });
      const two = await runnerWith(engine, doubled);
      const now = await live(two, 'versioned');
      expect([now.version, now.position]).toEqual([2, await engine.store.head()]);
      const after = await rowsOf<SeenRow>(two, 'public.versioned');
      expect(after[0]?.events).toBe((before[0]?.events ?? 0) + stages);
      expect(await shown('versioned')).toBe(1);
      // The older program folds nothing into it, and does not start.
      await nextStage();
      await toTheEnd(one);
      expect(await rowsOf(two, 'public.versioned')).toEqual(after);
      const failure = await failureOf(ensureViews(one));
      expect(failure).toBeInstanceOf(Misconfigured);
      expect((failure as Error).message).toContain('versioned has version 2');
      await toTheEnd(two);
      expect((await rowsOf<SeenRow>(two, 'public.versioned'))[0]?.events).toBe(
        (after[0]?.events ?? 0) + 2,
      );
    });

    it('that cannot be built leaves the live one in its place', async () => {
      const broken = counting('sturdy', 'public', {
        version: 2,
        stage: () => {
          throw new Error('a defect');
        },
      });
      const one = await runnerWith(engine, counting('sturdy', 'public'));
      const before = await digestOf(one, 'sturdy');
      const failure = await failureOf(runnerWith(engine, broken));
      expect(failure).toBeInstanceOf(Misconfigured);
      expect((failure as Error).message).toContain('its fold failed');
      expect(await digestOf(one, 'sturdy')).toEqual(before);
      expect((await live(one, 'sturdy')).version).toBe(1);
    });
  });
});
