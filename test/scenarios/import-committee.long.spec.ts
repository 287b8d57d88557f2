import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { repository } from '../language/tracker.js';
import { committeeMap, importFile, keptLines, rosterRows, seatedAt } from './imported-rosters.js';
import { changesOf, idleLines, linesByCase, rostersAt } from './roster-fold.js';

const file = join(repository, '../shared/data/committee/actions-all.ndjson.gz');
const present = existsSync(file);
const lines = 53_825;
const zone = 'Asia/Shanghai';
/** Public words of the roles that the map lists. */
const titles = new Map(
  Object.entries(
    (JSON.parse(readFileSync(committeeMap, 'utf8')) as { roles: Record<string, { en: string }> })
      .roles,
  ).map(([role, { en }]) => [role, en]),
);

let installation: TestInstallation;
beforeAll(async () => {
  if (present) installation = await newInstallation();
}, 120_000);
afterAll(() => (present ? installation.close() : undefined));

const title = present ? '294 real committees' : `294 real committees (skipped: no ${file})`;
(present ? describe : describe.skip)(title, () => {
  const changes = present ? changesOf(file) : [];
  const last = '9999-12-31';
  it('are imported whole: what cannot be a command is an action', async () => {
    const asked = { map: committeeMap, source: 'committee' };
    const result = await importFile(installation.engine, file, asked);
    const { problems, problemsLeftOut, events, seconds, casesOpened } = result;
    console.info(
      `${String(result.read)} lines, ${String(events)} events in ${String(seconds)} s; reported: ${String(problems.length + problemsLeftOut)}`,
    );
    expect(result).toMatchObject({
      done: true,
      read: lines,
      written: lines,
      changed: 0,
      skipped: 0,
    });
    expect(casesOpened).toBe(294);
    // Each line one event, each case its opening and its policy.
    expect(events).toBe(lines + 2 * casesOpened);
    const because = (reason: RegExp) =>
      problems.flatMap(({ line, code, message }) =>
        code === 'REFUSED_AS_COMMAND' && reason.test(message) ? [line] : [],
      );
    // Sixteen times the source has two chairs at once, for weeks or years: who sits keeps the seat, who joins is a member.
    const { second } = rostersAt(changes, last, zone);
    const idle = idleLines(changes, second, titles);
    const linesOf = (sits: boolean) =>
      second.flatMap((one) => (one.sits === sits ? [one.line] : [])).toSorted((a, b) => a - b);
    expect([linesOf(true).length, linesOf(false).length]).toEqual([13, 3]);
    expect(because(/^committee\.chair-taken: .*; recorded as an action$/)).toEqual(linesOf(true));
    expect(because(/^committee\.chair-taken: .*; seated as a member$/)).toEqual(linesOf(false));
    // From chair to chairman, or a correction to the name that a line of the moment has already.
    expect(because(/^the committee stands so already; recorded as an action$/)).toEqual(idle);
    expect(problems.length + problemsLeftOut).toBe(second.length + idle.length);
  }, 900_000);

  it('sit as their source says, on five days', async () => {
    const rows = await rosterRows(installation.engine);
    for (const day of ['2013-03-21', '2014-03-01', '2016-06-30', '2021-08-15', last]) {
      const { seated } = rostersAt(changes, day, zone);
      expect(seated.size).toBeGreaterThan(100);
      expect([day, seatedAt(rows, day)]).toEqual([day, seated]);
    }
    expect(seatedAt(rows, '2013-03-21').get('HSSO')).toContain('K. Michael Conaway (chair)');
    // Joined without a name, which came six weeks later.
    expect(seatedAt(rows, '2014-03-01').get('SPAG')).toContain('John E. Walsh');
  }, 900_000);

  it('are kept line by line, word for word', async () => {
    const { engine } = installation;
    // Every tenth committee: reading back costs more than bringing in. The small file is compared whole.
    const sample = [...linesByCase(file)].filter((_case, i) => i % 10 === 0);
    expect(sample).toHaveLength(30);
    for (const [ref, texts] of sample)
      expect((await keptLines(engine, ref)).sort()).toEqual(texts.sort());
    await checkLog(engine);
  }, 900_000);
});
