import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#engine';
import { Misconfigured } from '#kernel';
import { withClient } from '#platform/postgres';
import { ensureViews, readCheckpoints, rebuild, type ProjectedView } from '#projections';
import { action, failureOf, opening, stage, take, through } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
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
    await rebuild(slow, viewOf(slow, 'timeline_entry'), (n) => progress.push(n));
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
