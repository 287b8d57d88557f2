import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkLog } from '../language/check-log.js';
import { everyRole, newInstallation, type TestInstallation } from '../language/installation.js';
import { newFolder, repository } from '../language/tracker.js';
import { importFile, rosterRows, seatedAt } from './imported-rosters.js';

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

const local = { column: 'Start', format: 'yyyy/MM/dd HH:mm:ss.SSS', zone: 'Europe/Amsterdam' };
const columns = {
  delimiter: ';',
  case: 'Case',
  at: local,
  kind: 'Activity',
  actor: 'Resource',
  actorRole: 'Group',
  summary: 'Remark',
  personal: ['Applicant', 'Neighbour'],
};
const header = 'Case;Start;Activity;Resource;Group;Remark;Applicant;Neighbour;Fee';

const fileOf = async (name: string, content: string | Buffer) => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};
const run = async (
  name: string,
  content: string | Buffer,
  options: { map?: object; strict?: boolean; dryRun?: boolean } = {},
) => {
  const { map = {}, ...rest } = options;
  const mapFile = await fileOf('map.json', JSON.stringify({ format: 1, csv: columns, ...map }));
  const file = await fileOf(name, content);
  return importFile(installation.engine, file, { ...rest, source: name, map: mapFile });
};
const head = () => installation.engine.store.head();

/** What was recorded of a case, as the panel reads it: one table of texts an action. */
const recorded = async (ref: string): Promise<Record<string, unknown>[]> => {
  const { readings, vault } = installation.engine;
  const events = await readings.open(everyRole, 'cases.ReadRecord', vault.streamOf(ref), 0, 1000);
  return events
    .filter(({ type }) => type === 'investigation.ActionRecorded')
    .map(({ fields }) => Object.fromEntries(fields.map(({ name, value }) => [name, value])));
};

describe('a CSV file', () => {
  const rows = [
    'P-1;2011/10/11 13:45:40.276;received;Resource 21;Group 1;"Asked by ""Bo"" Rask; twice";"""Bo"" Rask";;12',
    'P-1;2011/10/30 02:30:00.000;checked;;;"Two',
    'lines.";;Di Moe;',
    '',
    'P-2;1936/01/01 12:00:00.000;received;赵某某;Group 1;赵某某到场。;;;',
  ];
  const text = `\ufeff${header}\r\n${rows.join('\r\n')}\r\n`;

  it('is recorded record by record, each as it stands, under the line on which it begins', async () => {
    const result = await run('first.csv', text);
    expect(result).toMatchObject({
      ...{ done: true, read: 3, written: 3, skipped: 0, casesOpened: 2, events: 5, problems: [] },
    });
    const [received, checked, ...more] = await recorded('P-1');
    expect(more).toEqual([]);
    expect(received).toMatchObject({
      at: '2011-10-11T11:45:40.276Z',
      on: '2011-10-11',
      precision: 'day',
      kind: 'received',
      actor: 'Resource 21',
      actorRole: 'Group 1',
      summary: 'Asked by "Bo" Rask; twice',
      source: rows[0],
    });
    // The first of the hour that came twice.
    expect(checked).toMatchObject({
      at: '2011-10-30T00:30:00.000Z',
      summary: 'Two\r\nlines.',
      source: `${rows[1] ?? ''}\r\n${rows[2] ?? ''}`,
    });
    expect(await recorded('P-2')).toMatchObject([{ actor: '赵某某', source: rows[4] }]);
  });

  it('is recognised when it comes again, also packed', async () => {
    const before = await head();
    expect(await run('first.csv', text)).toMatchObject({ read: 3, unchanged: 3, events: 0 });
    const packed = await fileOf('first.csv.gz', gzipSync(text));
    const map = join(folder, 'map.json');
    expect(
      await importFile(installation.engine, packed, { map, source: 'first.csv' }),
    ).toMatchObject({ read: 3, unchanged: 3 });
    const { problems } = await run('first.csv', text.replace('Group 1', 'Group 2'));
    expect(problems.map(({ line, code }) => [line, code])).toEqual([[2, 'CHANGED']]);
    expect(await head()).toBe(before);
  });

  it('may have its moments as ISO 8601', async () => {
    const map = { csv: { case: 'Case', at: { column: 'Start' }, kind: 'Activity' } };
    const moments = ['P-3,2011-10-11T13:45:40+02:00,x', 'P-3,2011-10-11T13:45:40,x'];
    const result = await run('iso.csv', `Case,Start,Activity\n${moments.join('\n')}`, { map });
    expect(result.problems).toMatchObject([{ line: 3, code: 'INVALID_LINE' }]);
    expect(await recorded('P-3')).toMatchObject([{ at: '2011-10-11T11:45:40.000Z' }]);
  });

  it('may become commands, as NDJSON may', async () => {
    const map = { commands: { received: 'appointMember', gone: 'endTerm' } };
    const record = (day: string, kind: string, name: string, role: string, secret = '') =>
      `P-4;2011/10/${day} 12:00:00.000;${kind};${name};${role};;${secret};;`;
    const lines = [
      record('11', 'received', 'Ada Quill', 'chair'),
      record('12', 'received', 'Bo Rask', 'chair'),
      record('12', 'gone', 'Ada Quill', ''),
      record('13', 'received', 'Di Moe', '', 'Di Moe'),
    ];
    const result = await run('commands.csv', [header, ...lines].join('\n'), { map });
    expect(result).toMatchObject({ written: 4, problems: [] });
    const members = (await rosterRows(installation.engine)).filter(({ ref }) => ref === 'P-4');
    expect(seatedAt(members, '9999-12-31').get('P-4')).toEqual(['Bo Rask (chair)', 'protected']);
  });
});

describe('records that cannot be used', () => {
  const good = 'P-5;2011/10/11 13:45:40.276;received;;;;;;';
  const long = 'Wilma'.repeat(20_000);
  const bad: [string, string | Buffer, string][] = [
    ['a column too few', 'P-5;2011/10/11 13:45:40.276;received;;;;;', 'NOT_CSV'],
    ['a column too many', `${good};`, 'NOT_CSV'],
    ['a quote inside', 'P-5;2011/10/11 13:45:40.276;Wil"ma;;;;;;', 'NOT_CSV'],
    ['text behind a quote', 'P-5;2011/10/11 13:45:40.276;"Wil"ma;;;;;;', 'NOT_CSV'],
    ['no UTF-8', Buffer.concat([Buffer.from(good), Buffer.from([0xc3, 0x28])]), 'NOT_CSV'],
    ['another format', 'P-5;2011-10-11 13:45:40;Wilma;;;;;;', 'INVALID_LINE'],
    ['an hour that was left out', 'P-5;2011/03/27 02:30:00.000;Wilma;;;;;;', 'INVALID_LINE'],
    ['a case that is none', '../Wilma;2011/10/11 13:45:40.276;received;;;;;;', 'INVALID_LINE'],
    ['no kind', 'P-5;2011/10/11 13:45:40.276;;Wilma;;;;;', 'INVALID_LINE'],
    ['a NUL', 'P-5;2011/10/11 13:45:40.276;Wilma\u0000;;;;;;', 'INVALID_LINE'],
    ['too long', `P-5;2011/10/11 13:45:40.276;${long};;;;;;`, 'PAYLOAD_TOO_LARGE'],
    ['too long in quotes', `P-5;2011/10/11 13:45:40.276;"${long}";;;;;;`, 'PAYLOAD_TOO_LARGE'],
    ['a quote that stays open', 'P-5;2011/10/11 13:45:40.276;"Wilma;;;;;;', 'NOT_CSV'],
  ];
  const content = Buffer.concat(
    [header, ...bad.flatMap(([, line]) => [good, line])].map((line) =>
      Buffer.concat([Buffer.from(line), Buffer.from('\n')]),
    ),
  );

  it('stop a strict import, and are told by a dry run, before anything is written', async () => {
    const before = await head();
    const strict = await run('bad.csv', content, { strict: true });
    expect(strict).toMatchObject({ done: false, read: 2 * bad.length, written: 0, events: 0 });
    expect(strict.problems).toHaveLength(bad.length);
    const dry = await run('bad.csv', content, { dryRun: true });
    expect(dry).toMatchObject({ done: true, written: bad.length, skipped: bad.length, events: 0 });
    expect(await head()).toBe(before);
  });

  it('are reported with their lines, never with their words, and the rest is recorded', async () => {
    const result = await run('bad.csv', content);
    expect(result.problems.map(({ line, code }) => [line, code])).toEqual(
      bad.map(([, , code], i) => [2 * i + 3, code]),
    );
    expect(result).toMatchObject({ written: bad.length, skipped: bad.length });
    expect(JSON.stringify(result)).not.toContain('Wilma');
    expect(await recorded('P-5')).toHaveLength(bad.length);
  });

  it('are a wrong order when the columns of the map are not there', async () => {
    for (const [file, why] of [
      ['', /empty/],
      [header.replace('Start', 'start'), /"Start".*none of that name/],
      [header.replace('Fee', 'Case'), /"Case".*several/],
      [header.replaceAll(';', ','), /"Case"/],
      ['"Case', /first line/],
    ] as const)
      await expect(run('wrong.csv', file)).rejects.toThrow(why);
  });
});

interface Permit {
  readonly case: string;
  readonly at: string;
  readonly kind: string;
  readonly actor?: string | null;
  readonly actorRole?: string | null;
  readonly summary?: string | null;
}

const clock = new Intl.DateTimeFormat('sv-SE', {
  ...{ timeZone: 'Europe/Amsterdam', dateStyle: 'short', timeStyle: 'medium' },
});
const quoted = (cell: string) => (/[;"\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** A record as the municipality's system may have shown it. */
function recordOf({ case: ref, at, kind, actor, actorRole, summary }: Permit): string {
  const moment = new Date(at);
  const shown = `${clock.format(moment).replaceAll('-', '/')}.${moment.toISOString().slice(20, 23)}`;
  return [`csv-${ref}`, shown, kind, actor, actorRole, summary, '', '', '']
    .map((cell) => quoted(cell ?? ''))
    .join(';');
}

const permits = join(repository, '../shared/data/permits/actions.ndjson');
const present = existsSync(permits);
const title = present ? 'real permits' : `real permits (skipped: no ${permits})`;
(present ? describe : describe.skip)(title, () => {
  it('give the same actions as CSV and as NDJSON', async () => {
    const lines = readFileSync(permits, 'utf8').split('\n').slice(0, 100);
    const actions = lines.map((line) => JSON.parse(line) as Permit);
    const csv = [header, ...actions.map(recordOf)].join('\n');
    const asCsv = await run('permits.csv', csv);
    const ndjson = await fileOf('permits.ndjson', lines.join('\n'));
    const asNdjson = await importFile(installation.engine, ndjson, { source: 'permits.ndjson' });
    const { casesOpened, events } = asNdjson;
    expect(asCsv).toMatchObject({ read: 100, written: 100, skipped: 0, casesOpened });
    // The map of the CSV lists nothing that shows.
    expect(asCsv.events).toBe(events);
    const of = async (ref: string) =>
      (await recorded(ref)).map(({ at, on, precision, kind, actor, actorRole, summary }) => ({
        ...{ at, on, precision, kind, actor, actorRole, summary },
      }));
    for (const ref of new Set(actions.map((action) => action.case)))
      expect([ref, await of(`csv-${ref}`)]).toEqual([ref, await of(ref)]);
  }, 60_000);
});
