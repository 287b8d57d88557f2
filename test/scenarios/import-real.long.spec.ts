import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actionsOf, realData } from '../language/real-data.js';
import { eventually, Tracker, type Json } from '../language/tracker.js';

let tracker: Tracker;
beforeAll(async () => {
  tracker = await Tracker.start();
}, 120_000);
afterAll(() => tracker.end(), 60_000);

for (const data of realData) {
  const { name, file, map, present } = data;
  const title = present ? `the log of ${name}` : `the log of ${name} (skipped: no ${file})`;
  (present ? describe : describe.skip)(title, () => {
    // The demonstration case has the reference of the letter already.
    const known = name === 'letter' ? new Set(['letter']) : new Set<string>();
    const importOf = () =>
      tracker.command('import', file, '--json', '--source', name, ...(map ? ['--map', map] : []));

    it('is imported whole: as many actions and cases as the file has', async () => {
      const actions = actionsOf(data);
      const cases = new Set(actions.map((action) => action.case));
      const before = await tracker.size();
      const { code, result } = await importOf();
      expect(code).toBe(0);
      expect(result).toMatchObject({
        done: true,
        read: actions.length,
        written: actions.length,
        unchanged: 0,
        changed: 0,
        skipped: 0,
        casesOpened: [...cases].filter((ref) => !known.has(ref)).length,
        problems: [],
      });
      expect((await tracker.size()) - before).toBe(result.events);
      console.info(`${name}: ${String(result.events)} events in ${String(result.seconds)} s`);
    }, 600_000);

    it('shows exactly the actions whose kinds the map lists', async () => {
      const actions = actionsOf(data).filter((action) => !known.has(action.case));
      const kinds = map ? Object.keys(JSON.parse(readFileSync(map, 'utf8')).kinds as object) : [];
      // The public sees it once it is published.
      const size = await tracker.size();
      await eventually('all of it is published', async () => {
        const ready = await (await fetch(`${tracker.feedUrl}/readyz`)).json();
        return ready.checks.log.size === size && ready.checks.views.lag === 0;
      });
      const shown = new Map<string, number>();
      for (const action of actions)
        if (kinds.includes(action.kind)) shown.set(action.case, (shown.get(action.case) ?? 0) + 1);
      for (const ref of [...new Set(actions.map((action) => action.case))].slice(0, 60)) {
        const { data: answer } = await tracker.graphql(
          'query($ref: String!) { investigation(ref: $ref) { timeline(first: 0) { totalCount } } }',
          { ref },
        );
        const others = map ? 2 : 1; // the opening, and the publication policy of a map
        expect([ref, answer.investigation?.timeline.totalCount]).toEqual([
          ref,
          (shown.get(ref) ?? 0) + others,
        ]);
      }
    }, 60_000);

    it('is imported once', async () => {
      const size = await tracker.size();
      const { code, result } = await importOf();
      expect([code, result.written, result.events, result.unchanged]).toEqual([
        0,
        0,
        0,
        actionsOf(data).length,
      ]);
      expect(await tracker.size()).toBe(size);
    }, 600_000);
  });
}

describe('everything read again from the log', () => {
  it('gives the same rows, twice', async () => {
    const rebuilt = async () => {
      const { code, result, error } = await tracker.command('rebuild', '--json');
      expect(error).toBe('');
      expect(code).toBe(0);
      return result.views.map(({ name, rows, digest }: Json) => ({ name, rows, digest }));
    };
    const pages = ['/en/', '/zh/cases/demo', '/en/cases/letter', '/feed.atom'];
    const bodies = () => Promise.all(pages.map(async (path) => (await tracker.feed(path)).text));
    const before = await bodies();
    const live = await tracker.sql(
      `select name, table_name from log.projection where live order by name`,
    );
    const rows = async (table: string) =>
      (await tracker.sql(`select * from ${table} order by key`)).map((row) => JSON.stringify(row));
    const tableOf = ({ name, table_name: table }: Json) =>
      String(table).includes('.')
        ? String(table)
        : `${name === 'case_file' ? 'panel' : 'public'}.${String(table)}`;
    const was = await Promise.all(live.map((row) => rows(tableOf(row))));
    const once = await rebuilt();
    const twice = await rebuilt();
    expect(twice).toEqual(once);
    expect(once.map(({ name }: Json) => name).sort()).toEqual(live.map(({ name }) => name));
    for (const { digest } of once) expect(digest).toMatch(/^[0-9a-f]{64}$/);
    const now = await tracker.sql(
      `select name, table_name from log.projection where live order by name`,
    );
    const is = await Promise.all(now.map((row) => rows(tableOf(row))));
    expect(is).toEqual(was);
    expect(await bodies()).toEqual(before);
  }, 300_000);
});
