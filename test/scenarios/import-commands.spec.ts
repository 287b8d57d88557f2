import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkLog } from '../language/check-log.js';
import { everyRole, newInstallation, type TestInstallation } from '../language/installation.js';
import { newFolder, repository } from '../language/tracker.js';
import {
  committeeMap,
  importFile,
  keptLines,
  publicRows,
  rosterRows,
  seatedAt,
} from './imported-rosters.js';
import { changesOf, linesByCase, rostersAt } from './roster-fold.js';

let installation: TestInstallation;
let folder: string;
beforeAll(async () => {
  installation = await newInstallation();
  folder = await newFolder();
}, 120_000);
afterAll(async () => {
  await checkLog(installation.engine);
  await installation.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const kinds = {
  joined: 'appointMember',
  changed: 'appointMember',
  left: 'endTerm',
  renamed: 'correctMemberName',
};
const roles = { 'vice chair': { en: 'Vice chair', zh: '副主席' } };

/** A line of a case. */
const textOf = (name: string, line: object = {}) =>
  JSON.stringify({ case: name, at: '2021-05-04T10:00:00+08:00', actorRole: 'member', ...line });

/** Imports lines, which are all of one moment unless they say otherwise. The source is the name. */
const importLines = async (name: string, lines: readonly object[], map: object = {}) => {
  const text = lines.map((line) => textOf(name, line));
  const [file, mapFile] = [join(folder, `${name}.ndjson`), join(folder, `${name}.json`)];
  await writeFile(file, text.join('\n'));
  await writeFile(mapFile, JSON.stringify({ format: 1, commands: kinds, roles, ...map }));
  return importFile(installation.engine, file, { map: mapFile, source: name });
};
const chairTaken =
  'committee.chair-taken: The committee has a chair. End that term before you appoint another chair.';
const size = async () => Number(await installation.engine.store.head());
const rowsOf = async (ref: string) =>
  (await rosterRows(installation.engine)).filter((row) => row.ref === ref);
const seated = async (ref: string, day = '9999-12-31') =>
  seatedAt(await rowsOf(ref), day).get(ref) ?? [];
const refusedLines = ({ problems }: { problems: readonly { line: number; code: string }[] }) =>
  problems.map(({ line, code }) => [line, code]);

describe('a kind that the map makes a command', () => {
  it('seats, changes, renames and ends; the roster shows who sat when, and as what', async () => {
    const ada = { actor: 'Ada Quill', extra: { member: 'Q1' } };
    const result = await importLines('C-1', [
      { kind: 'joined', ...ada },
      { kind: 'joined', actor: 'Bo Rask', actorRole: 'chairwoman' },
      { kind: 'changed', at: '2021-06-01T23:30:00+02:00', ...ada, actorRole: 'vice chair' },
      { kind: 'renamed', at: '2021-07-01T10:00:00+08:00', ...ada, actor: 'Ada M. Quill' },
      { kind: 'left', at: '2021-08-01T10:00:00+08:00', ...ada, actor: 'A. Quill' },
    ]);
    expect(result).toMatchObject({ read: 5, written: 5, problems: [], events: 7 });
    const [bo, quill] = (await rowsOf('C-1')).toSorted((a, b) =>
      a.name === 'Bo Rask' ? -1 : b.name === 'Bo Rask' ? 1 : 0,
    );
    expect(bo).toMatchObject({ terms: [{ role: 'chair', from: '2021-05-04', to: null }] });
    expect(quill).toMatchObject({
      name: 'Ada M. Quill',
      terms: [{ role: 'member', title: roles['vice chair'], from: '2021-05-04', to: '2021-08-01' }],
    });
    expect(await seated('C-1', '2021-07-31')).toEqual(['Ada M. Quill', 'Bo Rask (chair)']);
    expect(await seated('C-1', '2021-08-01')).toEqual(['Bo Rask (chair)']);
  });

  it('knows a person without an id by the name', async () => {
    await importLines('C-2', [
      { kind: 'joined', actor: 'Bo Rask' },
      { kind: 'left', at: '2021-08-01T10:00:00+08:00', actor: 'Bo Rask' },
      { kind: 'joined', at: '2021-08-02T10:00:00+08:00', actor: 'B. Rask' },
    ]);
    expect((await rowsOf('C-2')).map(({ name }) => name).sort()).toEqual(['B. Rask', 'Bo Rask']);
    expect(await seated('C-2')).toEqual(['B. Rask']);
  });

  it('keeps each line word for word, sealed, and each name in it under its person', async () => {
    const ada = { extra: { member: 'Q1', from: 'a list of 1998' } };
    const lines = [
      {
        kind: 'joined',
        ...ada,
        actor: 'Ada "A" Quíll',
        summary: 'Ada "A" Quíll joined. Bo Rask wrote it down.',
        personal: ['Bo Rask'],
      },
      { kind: 'renamed', ...ada, actor: 'Ada Quill', summary: 'Ada Quill.' },
      { kind: 'left', ...ada, actor: 'Ada Quill', summary: 'Ada Quill left.' },
      { kind: 'left', ...ada, actor: 'Ada Quill', summary: 'Ada Quill left twice.' },
    ];
    const result = await importLines('C-17', lines);
    expect(refusedLines(result)).toEqual([[4, 'REFUSED_AS_COMMAND']]);
    const { readings, vault } = installation.engine;
    const stream = vault.streamOf('C-17');
    const events = await readings.open(everyRole, 'cases.ReadRecord', stream, 0, 1000);
    const sources = events.flatMap(({ type, fields }) => {
      const source = fields.find(({ name }) => name === 'source');
      return source ? [[type, source.value]] : [];
    });
    expect(sources).toEqual([
      ['committee.MemberAppointed', textOf('C-17', lines[0])],
      ['committee.MemberNameCorrected', textOf('C-17', lines[1])],
      ['committee.MemberTermEnded', textOf('C-17', lines[2])],
      ['investigation.ActionRecorded', textOf('C-17', lines[3])],
    ]);
    const other = [{ ...lines[0], summary: 'Another.' }, ...lines.slice(1)];
    expect(refusedLines(await importLines('C-17', other))).toEqual([[1, 'CHANGED']]);
  });

  it('never shows a name that the file lists as personal, in whichever line of the case', async () => {
    const ada = { actor: 'Ada Quill', extra: { member: 'Q1' } };
    const result = await importLines('C-3', [
      { kind: 'joined', ...ada },
      { kind: 'joined', actor: 'Bo Rask' },
      { kind: 'changed', at: '2021-06-01T10:00:00+08:00', ...ada, actorRole: 'chair' },
      { kind: 'renamed', at: '2021-06-02T10:00:00+08:00', ...ada, actor: 'Ada M. Quill' },
      { kind: 'changed', at: '2021-06-03T10:00:00+08:00', ...ada, personal: ['Quill'] },
      { kind: 'letter', actor: 'X', personal: ['Bo Rask'] },
    ]);
    expect(refusedLines(result)).toEqual([[4, 'REFUSED_AS_COMMAND']]);
    expect((await rowsOf('C-3')).map(({ name }) => name)).toEqual([null, null]);
    const rows = await publicRows(installation.engine);
    const shown = rows.filter((row) => row.includes('C-3'));
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.join()).not.toMatch(/Quill|Rask/);
  });
});

describe('a command that is refused', () => {
  it('is recorded as an action, and reported with its code and sentence and no name', async () => {
    const result = await importLines('C-4', [
      { kind: 'joined', actor: 'Ada Quill', actorRole: 'chair' },
      { kind: 'joined', at: '2021-05-05T10:00:00+08:00', actor: 'Bo Rask', actorRole: 'chair' },
      { kind: 'left', at: '2021-05-06T10:00:00+08:00', actor: 'Cy Lund' },
      {
        kind: 'joined',
        at: '2021-05-07T10:00:00+08:00',
        actor: 'Ada Quill',
        actorRole: 'chairman',
      },
      { kind: 'joined', at: '2021-05-08T10:00:00+08:00', actor: null },
      {
        kind: 'joined',
        at: '2021-05-08T10:00:00+08:00',
        actor: 'Di Moe',
        extra: { precision: 'year' },
      },
      { kind: 'letter', at: '2021-05-09T10:00:00+08:00', actor: 'Bo Rask' },
    ]);
    expect(result).toMatchObject({ read: 7, written: 7, skipped: 0 });
    expect(result.problems).toEqual(
      [
        [2, `${chairTaken}; seated as a member`],
        [3, 'committee.not-a-member: That person does not sit on the committee. Check the member.'],
        [4, 'the committee stands so already'],
        [5, 'names nobody'],
        [6, 'its day is not known, and a term begins and ends on a day'],
      ].map(([line, why]) => ({
        line,
        code: 'REFUSED_AS_COMMAND',
        message: line === 2 ? why : `${String(why)}; recorded as an action`,
      })),
    );
    expect(await seated('C-4')).toEqual(['Ada Quill (chair)', 'Bo Rask']);
  });

  it('leaves a sitting member who is made a second chair on the seat of before', async () => {
    const lines = [
      { kind: 'joined', actor: 'Ada Quill', actorRole: 'chair' },
      { kind: 'joined', actor: 'Bo Rask', actorRole: 'vice chair' },
      { kind: 'changed', at: '2021-05-05T10:00:00+08:00', actor: 'Bo Rask', actorRole: 'chair' },
    ];
    expect((await importLines('C-15', lines)).problems).toMatchObject([
      { line: 3, message: `${chairTaken}; recorded as an action` },
    ]);
    expect(await rowsOf('C-15')).toContainEqual(
      expect.objectContaining({
        name: 'Bo Rask',
        terms: [expect.objectContaining({ role: 'member', title: roles['vice chair'] })],
      }),
    );
    expect(await importLines('C-15', lines)).toMatchObject({ unchanged: 3, problems: [] });
  });

  it('seats who joins as a second chair as a member, once, who can leave and become chair', async () => {
    const [june, july] = ['2021-06-01T10:00:00+08:00', '2021-07-01T10:00:00+08:00'];
    const lines = [
      { kind: 'joined', actor: 'Ada Quill', actorRole: 'chair' },
      { kind: 'joined', at: june, actor: 'Bo Rask', actorRole: 'chair' },
      { kind: 'joined', at: june, actor: 'Cy Lund', actorRole: 'chair', personal: ['Lund'] },
      { kind: 'left', at: july, actor: 'Ada Quill' },
      { kind: 'changed', at: july, actor: 'Bo Rask', actorRole: 'chair' },
      { kind: 'left', at: july, actor: 'Cy Lund' },
    ];
    expect(refusedLines(await importLines('C-16', lines))).toEqual([
      [2, 'REFUSED_AS_COMMAND'],
      [3, 'REFUSED_AS_COMMAND'],
    ]);
    expect((await seated('C-16', '2021-06-01')).length).toBe(3);
    expect(await seated('C-16')).toEqual(['Bo Rask (chair)']);
    const before = await size();
    expect(await importLines('C-16', lines)).toMatchObject({ unchanged: 6, problems: [] });
    const other = lines.map((line, i) => (i === 1 ? { ...line, actor: 'B. Rask' } : line));
    expect(refusedLines(await importLines('C-16', other))).toEqual([[2, 'CHANGED']]);
    expect(await size()).toBe(before);
  });

  it('stays an action when the file comes again, also where it would be accepted now', async () => {
    const lines = [
      { kind: 'joined', actor: 'Ada Quill', actorRole: 'chair' },
      { kind: 'joined', actor: 'Bo Rask' },
      { kind: 'changed', at: '2021-05-05T10:00:00+08:00', actor: 'Bo Rask', actorRole: 'chair' },
      { kind: 'left', at: '2021-05-06T10:00:00+08:00', actor: 'Ada Quill' },
      { kind: 'left', at: '2021-05-06T10:00:00+08:00', actor: 'Ada Quill' },
    ];
    expect(refusedLines(await importLines('C-5', lines))).toEqual([
      [3, 'REFUSED_AS_COMMAND'],
      [5, 'REFUSED_AS_COMMAND'],
    ]);
    const before = await size();
    const again = await importLines('C-5', lines);
    expect(again).toMatchObject({ written: 0, unchanged: 5, changed: 0, events: 0, problems: [] });
    expect(await size()).toBe(before);
    expect(await seated('C-5')).toEqual(['Bo Rask']);
  });

  it('tells a line that was changed since, whether it became a command or an action', async () => {
    const lines = [
      { kind: 'joined', actor: 'Ada Quill', actorRole: 'chair' },
      { kind: 'joined', at: '2021-05-05T10:00:00+08:00', actor: 'Bo Rask', actorRole: 'chair' },
    ];
    await importLines('C-6', lines);
    const before = await size();
    const other = lines.map((line) => ({ ...line, actor: 'Cy Lund' }));
    expect(refusedLines(await importLines('C-6', other))).toEqual([
      [1, 'CHANGED'],
      [2, 'CHANGED'],
    ]);
    expect(await size()).toBe(before);
  });

  it('is written nowhere twice when an import before it knew no commands', async () => {
    const lines = [{ kind: 'joined', actor: 'Ada Quill' }];
    await importLines('C-7', lines, { commands: {} });
    const before = await size();
    expect(await importLines('C-7', lines)).toMatchObject({
      written: 0,
      unchanged: 1,
      problems: [],
    });
    expect([await size(), await seated('C-7')]).toEqual([before, []]);
  });
});

describe('a line of a day that has not come', () => {
  it('is skipped and reported, as an action and as a command; the case opens with the next', async () => {
    const at = '9998-01-01T10:00:00+08:00';
    const result = await importLines('C-18', [
      { kind: 'joined', at, actor: 'Ada Quill' },
      { kind: 'joined', actor: 'Ada Quill' },
      { kind: 'left', at, actor: 'Ada Quill' },
      { kind: 'letter', at, actor: 'Ada Quill' },
    ]);
    expect(result).toMatchObject({ read: 4, written: 1, skipped: 3, casesOpened: 1 });
    const message =
      'investigation.day-ahead: That day has not come yet. Give today or an earlier day.';
    expect(result.problems).toEqual([1, 3, 4].map((line) => ({ line, code: 'REFUSED', message })));
    expect(await seated('C-18')).toEqual(['Ada Quill']);
  });
});

describe('lines of one moment', () => {
  const swap = (after: string) => [
    { kind: 'joined', actor: 'Ada Quill', actorRole: 'chair' },
    { kind: 'joined', actor: 'Bo Rask' },
    { kind: 'changed', at: '2021-06-01T10:00:00+08:00', actor: 'Bo Rask', actorRole: 'chair' },
    { kind: 'left', at: `2021-06-01T10:00:${after}+08:00`, actor: 'Ada Quill' },
  ];

  it('have no order: the new chair may stand before the old one’s leaving', async () => {
    const result = await importLines('C-10', swap('00'));
    expect(result).toMatchObject({ written: 4, problems: [] });
    expect(await seated('C-10')).toEqual(['Bo Rask (chair)']);
    expect(await importLines('C-10', swap('00'))).toMatchObject({
      unchanged: 4,
      events: 0,
      problems: [],
    });
  });

  it('are those of one second only: a second later the chair is taken', async () => {
    expect(refusedLines(await importLines('C-11', swap('01')))).toEqual([
      [3, 'REFUSED_AS_COMMAND'],
    ]);
    expect(await seated('C-11')).toEqual(['Bo Rask']);
  });

  it('let the first who is made chair follow, also where two are', async () => {
    const at = '2021-06-01T10:00:00+08:00';
    const result = await importLines('C-14', [
      { kind: 'joined', actor: 'Ada Quill', actorRole: 'chair' },
      { kind: 'joined', actor: 'Bo Rask' },
      { kind: 'joined', actor: 'Cy Lund' },
      { kind: 'changed', at, actor: 'Bo Rask', actorRole: 'chair' },
      { kind: 'left', at, actor: 'Ada Quill' },
      { kind: 'changed', at, actor: 'Cy Lund', actorRole: 'chair' },
    ]);
    expect(refusedLines(result)).toEqual([[6, 'REFUSED_AS_COMMAND']]);
    expect(await seated('C-14')).toEqual(['Bo Rask (chair)', 'Cy Lund']);
  });

  it('keep each person’s own order', async () => {
    const at = '2021-06-01T10:00:00+08:00';
    const result = await importLines('C-12', [
      { kind: 'joined', actor: 'Ada Quill', actorRole: 'chair' },
      { kind: 'joined', actor: 'Bo Rask' },
      { kind: 'changed', at, actor: 'Bo Rask', actorRole: 'chair' },
      { kind: 'left', at, actor: 'Bo Rask' },
      { kind: 'left', at, actor: 'Ada Quill' },
      { kind: 'left', at, actor: 'Cy Lund' },
      { kind: 'joined', at, actor: 'Cy Lund' },
      { kind: 'joined', at: '2021-06-02T10:00:00+08:00', actor: 'Di Moe' },
    ]);
    expect(refusedLines(result)).toEqual([[6, 'REFUSED_AS_COMMAND']]);
    expect(await seated('C-12')).toEqual(['Cy Lund', 'Di Moe']);
  });

  it('may be many, in many cases, up to the end of the file', async () => {
    const lines = Array.from({ length: 150 }, (_, i) => ({
      case: `many-${String(i % 30)}`,
      kind: 'left',
      actor: `Nobody ${String(i)}`,
    }));
    const result = await importLines('C-13', lines);
    expect(result).toMatchObject({
      read: 150,
      written: 150,
      casesOpened: 30,
      problemsLeftOut: 50,
    });
    expect(await importLines('C-13', lines)).toMatchObject({ unchanged: 150, events: 0 });
  }, 60_000);
});

const real = join(repository, '../shared/data/committee/actions.ndjson');
const title = existsSync(real)
  ? 'two real committees'
  : `two real committees (skipped: no ${real})`;
(existsSync(real) ? describe : describe.skip)(title, () => {
  it('sit as their source says, on every day of it', async () => {
    const changes = changesOf(real);
    const result = await importFile(installation.engine, real, {
      map: committeeMap,
      source: 'real',
    });
    expect(result).toMatchObject({
      read: 167,
      written: 167,
      changed: 0,
      skipped: 0,
      casesOpened: 2,
    });
    console.info(
      `${String(result.problems.length)} lines recorded as actions: ${JSON.stringify(result.problems)}`,
    );
    const rows = (await rosterRows(installation.engine)).filter(({ ref }) =>
      /^HS|^HL|^SL/.test(ref),
    );
    const days = new Set(changes.map(({ at }) => at.slice(0, 10)));
    for (const day of [...days, '2013-03-21', '9999-12-31'])
      expect([day, seatedAt(rows, day)]).toEqual([
        day,
        rostersAt(changes, day, 'Asia/Shanghai').seated,
      ]);
    for (const [ref, lines] of linesByCase(real))
      expect((await keptLines(installation.engine, ref)).sort()).toEqual(lines.sort());
    // Made chair, unmade and made again within three minutes.
    expect(seatedAt(rows, '2013-03-21').get('HSSO')).toContain('K. Michael Conaway (chair)');
    const before = await size();
    const again = await importFile(installation.engine, real, {
      map: committeeMap,
      source: 'real',
    });
    expect(again).toMatchObject({ written: 0, unchanged: 167, events: 0, problems: [] });
    expect(await size()).toBe(before);
  }, 60_000);
});
