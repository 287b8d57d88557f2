import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findNames, readable } from '../language/leak-search.js';
import { crawl, type Page } from '../language/public-crawl.js';
import { actionsOf, realData } from '../language/real-data.js';
import { Tracker } from '../language/tracker.js';

/** Real logs with people in them. Permits name roles of an office only, and would take an hour to crawl. */
const logs = realData.filter(({ name }) => name !== 'permits');

describe('the people of real investigations', () => {
  let tracker: Tracker;
  let pages: Page[];
  beforeAll(async () => {
    tracker = await Tracker.start();
    for (const { name, file, map, present } of logs) {
      if (!present) continue;
      const { code } = await tracker.command(
        ...['import', file, '--json', '--source', name, ...(map ? ['--map', map] : [])],
      );
      expect(code).toBe(0);
    }
    pages = await crawl(tracker);
    console.info(`${String(pages.length)} public answers read`);
  }, 900_000);
  afterAll(() => tracker.end(), 60_000);

  for (const data of logs) {
    const title = `of ${data.name} are on no public page${data.present ? '' : ` (skipped: no ${data.file})`}`;
    (data.present ? it : it.skip)(
      title,
      () => {
        const actions = actionsOf(data);
        const listed = data.map ? JSON.parse(readFileSync(data.map, 'utf8')) : {};
        // What the map itself makes public, and nothing else, may be equal to a name; the letter is published anyway.
        const open = new Set(
          [...Object.values(listed.kinds ?? {}), ...Object.values(listed.roles ?? {})].flatMap(
            (words) => Object.values(words as object) as string[],
          ),
        );
        const personal = new Set(actions.flatMap((action) => action.personal ?? []));
        const actors = actions.flatMap(({ actor }) => (actor === null ? [] : [actor]));
        const names = [...new Set([...personal, ...(data.name === 'letter' ? [] : actors)])];
        expect(names.length).toBeGreaterThan(0);
        expect([...personal].filter((name) => open.has(name))).toEqual([]);
        const refs = new Set(actions.map((action) => action.case));
        const about = pages.filter(
          ({ path, name }) =>
            [...refs].some((ref) => path.includes(`/cases/${ref}`) || name.includes(ref)) ||
            !path.includes('/cases/'),
        );
        expect(about.length).toBeGreaterThan(refs.size * 4);
        const found = about.flatMap(({ name, type, body }) =>
          findNames(readable(type, body), names).map((who) => `${who} on ${name}`),
        );
        expect(found).toEqual([]);
      },
      300_000,
    );
  }

  it('would be found: their cases are public', () => {
    const list = pages.filter(({ path }) => path === '/en/');
    expect(findNames(readable('text/html', list[0]?.body ?? ''), ['letter'])).toEqual(['letter']);
    expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
  });
});
