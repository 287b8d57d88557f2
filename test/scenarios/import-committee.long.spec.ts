import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { repository } from '../language/tracker.js';
import { committeeMap, importFile, rosterRows, seatedAt } from './imported-rosters.js';
import { changesOf, rostersAt } from './roster-fold.js';

const file = join(repository, '../shared/data/committee/actions-all.ndjson.gz');
const present = existsSync(file);
const lines = 53_825;

let installation: TestInstallation;
beforeAll(async () => {
  if (present) installation = await newInstallation();
}, 120_000);
afterAll(() => (present ? installation.close() : undefined));

const title = present ? '294 real committees' : `294 real committees (skipped: no ${file})`;
(present ? describe : describe.skip)(title, () => {
  // Here the source makes two chairs in one second while the old one goes: which of them keeps it is nobody’s promise.
  const but = (cases: Map<string, string[]>) =>
    new Map([...cases].filter(([ref]) => ref !== 'SSHR09'));
  const importAll = () =>
    importFile(installation.engine, file, { map: committeeMap, source: 'committee' });

  it('are imported whole: what cannot be a command is an action', async () => {
    const result = await importAll();
    const { problems, problemsLeftOut, events, seconds, casesOpened } = result;
    console.info(
      `${String(result.read)} lines, ${String(events)} events in ${String(seconds)} s; as actions: ${String(problems.length + problemsLeftOut)}`,
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
    const reasons = problems.map(({ code, message }) => `${code} ${message.replace(/:.*;/, ';')}`);
    expect(reasons.toSorted()).toEqual(
      [
        // Sixteen committees of the source have two chairs at once, for weeks or years; three of these joined as such.
        ...Array<string>(16).fill('committee.chair-taken'),
        ...Array<string>(3).fill('committee.not-a-member'),
        // From chair to chairman, or a correction to the name that a line of the moment has already.
        ...Array<string>(45).fill('the committee stands so already'),
      ].map((reason) => `REFUSED_AS_COMMAND ${reason}; recorded as an action`),
    );
  }, 600_000);

  it('sit as their source says, on five days', async () => {
    const changes = changesOf(file);
    const rows = await rosterRows(installation.engine);
    for (const day of ['2013-03-21', '2014-03-01', '2016-06-30', '2021-08-15', '9999-12-31']) {
      const { seated } = rostersAt(changes, day, 'Asia/Shanghai');
      expect(seated.size).toBeGreaterThan(100);
      expect([day, but(seatedAt(rows, day))]).toEqual([day, but(seated)]);
    }
    expect(rostersAt(changes, '9999-12-31', 'Asia/Shanghai').second).toHaveLength(16);
    expect(seatedAt(rows, '2013-03-21').get('HSSO')).toContain('K. Michael Conaway (chair)');
    // Joined without a name, which came six weeks later.
    expect(seatedAt(rows, '2014-03-01').get('SPAG')).toContain('John E. Walsh');
  }, 600_000);

  it('come a second time without a change', async () => {
    const head = await installation.engine.store.head();
    expect(await importAll()).toMatchObject({
      written: 0,
      unchanged: lines,
      events: 0,
      problems: [],
    });
    expect(await installation.engine.store.head()).toBe(head);
    await checkLog(installation.engine);
  }, 600_000);
});
