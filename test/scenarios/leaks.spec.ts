import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { feedFence } from '../../apps/daylight/src/feed-fence.js';
import { findCanaries, findNames, readable, type Served } from '../language/leak-search.js';
import { crawl, type Page } from '../language/public-crawl.js';
import { repository, Tracker } from '../language/tracker.js';

const at = '2026-03-02T09:30:00+08:00';
const both = (text: string) => ({ zh: text, en: text });
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const planted: Record<string, string> = {};
/** A fresh secret of sixteen letters for one place. */
const canary = (place: string): string =>
  (planted[place] = Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join(''));
const canaries = () => Object.values(planted);

describe('the search for leaks', () => {
  const secret = canary('practice');
  const page = (text: string | Buffer): Served[] => [{ name: 'page', bytes: Buffer.from(text) }];
  const hex = Buffer.from(secret).toString('hex');
  it.each([
    ['a text', `<p>so ${secret} it is</p>`],
    ['an attribute', `<p title="x${secret}">`],
    ['a comment', `<!--${secret}-->`],
    ['a string of JSON', JSON.stringify({ a: [secret] })],
    ['a header', `x-trace: ${secret}\n\n`],
    ['upper case', secret.toUpperCase()],
    ['lower case', `x${secret.toLowerCase()}y`],
    ['reverse', [...secret].reverse().join('')],
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ['percent escapes', hex.replace(/../g, '%$&')],
    ['\\u escapes', hex.replace(/../g, '\\u00$&')],
    ['character references', [...secret].map((c) => `&#${String(c.charCodeAt(0))};`).join('')],
    ['UTF-16', Buffer.from(`so ${secret}`, 'utf16le')],
    ['UTF-16, the other way', Buffer.from(`so ${secret}`, 'utf16le').swap16()],
    ...[0, 1, 2].flatMap((offset): [string, string][] => [
      [
        `base64 at ${String(offset)}`,
        Buffer.from(`${'~'.repeat(offset)}${secret}~`).toString('base64'),
      ],
      [
        `base64url at ${String(offset)}`,
        Buffer.from(`${'~'.repeat(offset)}${secret}~`).toString('base64url'),
      ],
    ]),
  ] as [string, string | Buffer][])('finds one in %s', (_, content) => {
    expect(findCanaries(page(content), [secret])).not.toEqual([]);
  });

  it('finds nothing where there is nothing', () => {
    expect(findCanaries(page(randomBytes(100_000)), [secret])).toEqual([]);
    expect(findCanaries(page(secret.slice(1)), [secret])).toEqual([]);
  });

  it('finds names in what can be read, whole ones only, and not in digests', () => {
    const html = `<p title="Bo Rask">王小明到场</p><a href="/x?q=Ly">y</a>`;
    expect(findNames(readable('text/html', html), ['Bo Rask', 'Ly', '小明', '王', 'Ras'])).toEqual([
      'Bo Rask',
      'Ly',
      '小明',
    ]);
    const atom = '<content type="html">&lt;p&gt;O&amp;#x27;Hara&lt;/p&gt;</content>';
    expect(findNames(readable('application/atom+xml', atom), ["O'Hara", 'Hara', 'p'])).toEqual([
      "O'Hara",
      'Hara',
    ]);
    const json = '{"a":["\\u738b\\u5c0f\\u660e","x-Ada-y"]}';
    expect(findNames(readable('application/json', json), ['王小明', 'Ada'])).toEqual([
      '王小明',
      'Ada',
    ]);
    const digest = `${'ab'.repeat(21)}-`;
    expect(findNames(`leaf ${digest}`, [digest])).toEqual([]);
  });
});

describe('what is sealed', () => {
  let tracker: Tracker;
  let pages: Page[];
  const counted = canary('title of a counted case');

  beforeAll(async () => {
    tracker = await Tracker.start();
    await tracker.record(
      'openInvestigation',
      { case: 'control', title: both('Control'), publicity: 'public', receivedAt: at },
      canary('command id'),
    );
    await tracker.record(
      'setPublicationPolicy',
      {
        case: 'control',
        kinds: [{ name: 'hearing', words: both('A hearing was held') }],
        roles: [{ name: 'chair', words: both('Chair') }],
      },
      'control-2',
    );
    for (const kind of ['hearing', canary('kind that is not listed')]) {
      const actor = canary(`actor, ${kind}`);
      const named = canary(`mention, ${kind}`);
      await tracker.record(
        'recordAction',
        {
          case: 'control',
          at,
          kind,
          actor,
          actorRole: canary(`role that is not listed, ${kind}`),
          summary: `${actor} heard ${named} and ${canary(`summary, ${kind}`)}. So it was.`,
          mentions: [named],
        },
        `control-${kind}`,
      );
    }
    await tracker.record(
      'enterPublicDocument',
      {
        case: 'control',
        on: '2026-03-03',
        says: both('The notice says'),
        source: both('Notice'),
        excerpt: both('[withheld] came.'),
        marks: ['privacy_of_another_person'],
        wording: `${canary('wording')} came.`,
        mentions: [canary('mention of a document')],
      },
      'control-5',
    );
    await tracker.record(
      'changeStage',
      { case: 'control', to: 'acknowledged', on: '2026-03-04', reason: canary('reason') },
      'control-6',
    );
    await tracker.record(
      'openInvestigation',
      { case: 'hushed', title: both(counted), publicity: 'counted', receivedAt: at },
      'hushed-1',
    );
    const line = {
      case: 'imported',
      at,
      kind: canary('kind of an import'),
      actor: canary('actor of an import'),
      actorRole: canary('role of an import'),
      summary: `${canary('summary of an import')}.`,
      personal: [canary('personal of an import')],
      extra: { id: canary('id of an import'), note: canary('extra of an import') },
    };
    const imported = await tracker.commandWithInput(
      JSON.stringify(line),
      ...['import', '-', '--json', '--source', canary('source of an import')],
    );
    expect(imported.result).toMatchObject({ written: 1 });
    await tracker.published(String((await tracker.size()) - 1));
    pages = await crawl(tracker);
  }, 180_000);
  afterAll(() => tracker.end(), 60_000);

  it('was recorded: the panel reads it', async () => {
    const { data } = await tracker.office(
      '{ a: case(ref: "control") { record(first: 100) { nodes { fields { text } } } } b: case(ref: "imported") { record(first: 100) { nodes { fields { text } } } } }',
    );
    const record = JSON.stringify(data);
    const unread = [
      'practice',
      'command id',
      'source of an import',
      'title of a counted case',
      'mention of a document',
    ];
    for (const [place, secret] of Object.entries(planted))
      if (!unread.includes(place)) expect([place, record.includes(secret)]).toEqual([place, true]);
  });

  it('is on no page, in no feed, answer, header or live message, in any form', () => {
    const paths = pages.map(({ path }) => path);
    for (const path of [
      '/en/cases/control',
      '/zh/cases/control/entries/4',
      '/en/cases/imported/feed.atom',
      '/zh/cases/letter?after=28',
      '/cases/control/events',
      '/graphql',
      '/readyz',
      '/log/checkpoint',
      '/timeline/disclosures/0.jsonl',
      '/timeline/cases/control.json',
    ])
      expect(paths).toContain(path);
    expect(paths.filter((path) => path.startsWith('/assets/')).length).toBeGreaterThan(2);
    expect(pages.find(({ path }) => path === '/cases/control/events')?.body).toContain(
      '"kind":"hearing"',
    );
    expect(pages.length).toBeGreaterThan(150);
    expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
    expect(findCanaries(pages, canaries())).toEqual([]);
  });

  it('would be found: what is public of the same case is', () => {
    const page = pages.filter(({ path }) => path === '/en/cases/control');
    expect(
      findNames(readable('text/html', page[0]?.body ?? ''), [
        'A hearing was held',
        'Chair',
        'Control',
      ]),
    ).toEqual(['A hearing was held', 'Control']);
  });

  it('is in no log of a program, and in no file of the database in clear', async () => {
    // The title of a counted case is an open field: the panel's read model holds it, and only the public must not.
    const sealed = canaries().filter((secret) => secret !== counted);
    await tracker.sql('checkpoint');
    const files = [
      ...filesIn(join(tracker.dataDir, 'log')),
      ...filesIn(join(tracker.dataDir, 'postgres')),
    ];
    expect(files.length).toBeGreaterThan(500);
    const found = files.flatMap((name) => {
      const bytes = readFileSync(name);
      return sealed.filter((secret) => bytes.includes(secret)).map((secret) => ({ name, secret }));
    });
    expect(found).toEqual([]);
    const logs = filesIn(join(tracker.dataDir, 'log')).map((name) => ({
      name,
      bytes: readFileSync(name),
    }));
    expect(findCanaries(logs, canaries())).toEqual([]);
    // The same search does find what is open.
    expect(files.some((name) => readFileSync(name).includes(counted))).toBe(true);
  });

  it('is out of reach for the public server itself, asked from inside its fence', async () => {
    const script = join(repository, 'dist', `probe-${randomBytes(6).toString('hex')}.mjs`);
    await writeFile(script, probe);
    const { roles } = JSON.parse(tracker.file('keys', 'database-roles.json'));
    const child = spawn(process.execPath, [...feedFence(tracker.dataDir, repository), script], {
      env: {
        PROBE: JSON.stringify({
          dataDir: tracker.dataDir,
          repository,
          database: { ...tracker.address(), user: 'daylight_feed', password: roles.daylight_feed },
        }),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await once(child, 'close');
    await rm(script);
    const answers = JSON.parse(said) as Record<string, string>;
    const refused = Object.entries(answers).filter(([name]) => name.startsWith('may not'));
    expect(refused).toHaveLength(23);
    for (const [name, answer] of refused)
      expect([name, answer]).toEqual([name, expect.stringMatching(/^(ERR_ACCESS_DENIED|42501)$/)]);
    for (const [name, answer] of Object.entries(answers).filter(([n]) => n.startsWith('may:')))
      expect([name, answer]).toEqual([name, 'done']);
  });
});

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => statSync(name, { throwIfNoEntry: false })?.isFile() === true);

/** Runs where the feed runs, and tries what the feed must not be able to do. */
const probe = `
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
const { dataDir, repository, database } = JSON.parse(process.env.PROBE);
const answers = {};
const tried = async (name, work) => {
  answers[name] = await Promise.resolve().then(work).then(() => 'done', (error) => error.code ?? String(error));
};
const sql = (text, name = 'daylight') => async () => {
  const client = new pg.Client({ ...database, database: name });
  await client.connect();
  try { await client.query(text); } finally { await client.end(); }
};
await tried('may: read the program', () => readFileSync(repository + '/package.json'));
await tried('may: read the published log', () => readFileSync(dataDir + '/public/log/checkpoint'));
await tried('may: list its tiles', () => readdirSync(dataDir + '/public/log/tile/0'));
await tried('may: read leaves', sql('select position, leaf from log.events'));
await tried('may: read checkpoints', sql('select * from log.checkpoint'));
await tried('may: read what opens public leaves', sql('select * from public.disclosure'));
await tried('may: read the public view', sql('select * from public.timeline_entry'));
for (const file of ['keys/kek-1', 'keys/database-roles.json', 'keys/postgres-superuser', 'keys/naming', 'demo-accounts.json', 'run.json', 'postgres/postmaster.pid'])
  await tried('may not read ' + file, () => readFileSync(dataDir + '/' + file));
await tried('may not read /etc/passwd', () => readFileSync('/etc/passwd'));
await tried('may not write', () => writeFileSync(dataDir + '/keys/kek-2', ''));
await tried('may not write the published log', () => writeFileSync(dataDir + '/public/log/checkpoint', ''));
await tried('may not list the data folder', () => readdirSync(dataDir));
await tried('may not list what is beside the log', () => readdirSync(dataDir + '/public'));
await tried('may not start a program', () => { const { error } = spawnSync('/bin/true'); if (error) throw error; });
await tried('may not start a thread', () => new Worker('1', { eval: true }));
for (const text of ['select body from log.events', 'select stream, type from log.events', 'select * from office.account', 'select * from office.access_log', 'select * from panel.case_file', "insert into log.events (position) values (1)", 'create table public.mine (n int)'])
  await tried('may not ' + text, sql(text));
for (const name of ['daylight_keys', 'postgres'])
  await tried('may not connect to ' + name, sql('select 1', name));
console.log(JSON.stringify(answers));
`;
