import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#engine';
import { Misconfigured, type Row } from '#kernel';
import { asOf, readCheckpoints } from '#projections';
import { action, failureOf, opening, stage, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { counting, live, rowsOf, runner, viewOf } from './views.js';

describe('a view as it was', () => {
  const names = ['public_case', 'timeline_entry', 'sealed_band', 'case_file'];
  /** Noon in Shanghai. */
  const noon = Date.UTC(2026, 2, 2, 4);
  const hour = 3_600_000;
  const clock = { at: noon, now: () => clock.at };
  let installation: TestInstallation;
  let engine: Engine;
  let size = 0;
  beforeAll(async () => {
    installation = await newInstallation(clock);
    ({ engine } = installation);
    for (const ref of ['a', 'b', 'C', '0']) {
      clock.at += hour;
      await take(engine, opening(ref, undefined, ref === 'b' ? 'counted' : 'public'));
      await take(engine, action(ref, `${ref}-1`));
      clock.at += hour;
      await take(engine, stage(ref, `${ref}-2`, 'triage'));
      await take(engine, action(ref, `${ref}-3`));
    }
    await take(engine, stage('a', 'a-4', 'planning'));
    size = Number(await engine.store.head()) + 1;
    clock.at += 24 * hour;
  });
  afterAll(async () => {
    await checkLog(engine);
    await installation.close();
  });

  const table = async (name: string) => {
    const { view } = viewOf(engine.projections, name);
    const { version, generation } = await live(engine.projections, name);
    const schema = view.reach === 'panel' ? 'panel' : 'public';
    return `${schema}.${name}_v${String(version)}_g${String(generation)}`;
  };
  const at = async (name: string, index: number, only?: string) => {
    const shown = await asOf(engine.projections, viewOf(engine.projections, name), { index }, only);
    return [...shown.values()];
  };

  it('at every index: the rows that the live view had when it stood there', async () => {
    for (let index = 0; index < size; index += 1) {
      await engine.projections.advance({ upTo: () => String(index) });
      for (const name of names) {
        const rows = await rowsOf<Row>(engine.projections, await table(name));
        expect([name, index, await at(name, index)]).toEqual([name, index, rows]);
        for (const { key } of rows)
          expect(await at(name, index, key)).toEqual(rows.filter((row) => row.key === key));
      }
    }
    expect(await at('case_file', size - 1)).toHaveLength(4);
  });

  it('at a time: all that was recorded by then; of a slot, all of earlier days', async () => {
    const stored = await engine.store.readAll(null, 100);
    for (const time of stored.map(({ recordedAt }) => recordedAt)) {
      const index = stored.filter(({ recordedAt }) => recordedAt <= time).length - 1;
      const view = viewOf(engine.projections, 'case_file');
      const shown = await asOf(engine.projections, view, { time });
      expect([...shown.values()]).toEqual(await at('case_file', index));
    }
    const band = viewOf(engine.projections, 'sealed_band');
    expect((await asOf(engine.projections, band, { time: clock.at - 23 * hour })).size).toBe(0);
    expect((await asOf(engine.projections, band, { time: clock.at })).size).toBe(3);
    expect((await asOf(engine.projections, band, { time: noon - hour })).size).toBe(0);
  });

  it('writes nothing, and says where it cannot go on', async () => {
    const before = await readCheckpoints(engine.pool);
    const failing = counting('failing', 'panel', {
      stage: () => {
        throw new Error('a secret');
      },
    });
    const more = runner(engine, { views: [failing] });
    const { index = 0 } =
      (await engine.store.readAll(null, 100)).find(
        ({ type }) => type === 'investigation.StageEntered',
      ) ?? {};
    expect((await asOf(more, failing, { index: index - 1 })).size).toBe(1);
    const failure = await failureOf(asOf(more, failing, { index }));
    expect(failure).toBeInstanceOf(Misconfigured);
    expect((failure as Error).message).toContain(`beyond index ${String(index)}: its fold failed`);
    expect((failure as Error).message).not.toContain('secret');
    expect(await readCheckpoints(engine.pool)).toEqual(before);
  });
});
