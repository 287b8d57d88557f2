import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { feedFence } from '../../apps/daylight/src/feed-fence.js';
import { allBytes, crawl } from '../language/crawl.js';
import { decodedText, formsOf, hidingIn, names } from '../language/leak-search.js';
import { listen, repository, Tracker } from '../language/tracker.js';

/** Sixteen random letters: nothing else can look like them. */
const canary = () =>
  [...randomBytes(16)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');

describe('a case full of secrets', () => {
  const secret = {
    actor: canary(),
    summary: canary(),
    mention: canary(),
    reason: canary(),
    wording: canary(),
    kind: canary(),
    role: canary(),
    personal: canary(),
    line: canary(),
    hidden: canary(),
  };
  let tracker: Tracker;
  let live: Awaited<ReturnType<typeof listen>>;

  beforeAll(async () => {
    tracker = await Tracker.start();
    live = await listen(`${tracker.feedUrl}/cases/demo/events`);
    const at = '2026-11-20T10:00:00+08:00';
    await tracker.record(
      'recordAction',
      {
        case: 'demo',
        at,
        kind: secret.kind,
        actorRole: secret.role,
        actor: secret.actor,
        summary: `${secret.summary} met ${secret.mention}.`,
        mentions: [secret.mention],
      },
      'leak-1',
    );
    await tracker.record(
      'recordAction',
      {
        case: 'demo',
        at,
        kind: 'interview-held',
        actorRole: secret.role,
        actor: secret.actor,
        summary: `${secret.summary} met ${secret.mention}.`,
        mentions: [secret.mention],
      },
      'leak-2',
    );
    await tracker.record(
      'enterPublicDocument',
      {
        case: 'demo',
        on: '2026-11-20',
        says: { zh: '称', en: 'Says' },
        source: { zh: '文', en: 'A text' },
        excerpt: { zh: '略', en: 'Cut' },
        marks: ['privacy_of_another_person'],
        wording: `${secret.wording} ${secret.mention}`,
        mentions: [secret.mention],
      },
      'leak-3',
    );
    await tracker.record(
      'openInvestigation',
      {
        case: secret.hidden,
        title: { zh: secret.hidden, en: secret.hidden },
        publicity: 'counted',
        receivedAt: at,
      },
      'leak-4',
    );
    const line = {
      case: 'canaries',
      at,
      kind: secret.kind,
      actor: secret.actor,
      actorRole: secret.role,
      summary: `${secret.summary}: ${secret.personal}`,
      personal: [secret.personal],
      extra: { note: secret.line },
    };
    await tracker.commandWithInput(`${JSON.stringify(line)}\n`, 'import', '-', '--source', 'leaks');
    const last = await tracker.record(
      'enterStage',
      { case: 'demo', to: 'received', reason: secret.reason },
      'leak-5',
    );
    await tracker.published(last);
  }, 120_000);
  afterAll(async () => {
    live.close();
    await tracker.end();
  }, 60_000);

  it('shows none of them in any public byte, in any encoding', async () => {
    const answers = await crawl(tracker);
    expect(answers.size).toBeGreaterThan(100);
    const found = [...answers].flatMap(([path, answer]) => {
      const bytes = allBytes(answer);
      return Object.entries(secret).flatMap(([name, value]) =>
        hidingIn(bytes, value).map((form) => `${name} ${form} in ${path}`),
      );
    });
    expect(found).toEqual([]);
    expect(live.events.map(({ data }) => JSON.parse(data).kind)).toEqual(
      expect.arrayContaining(['interview-held', 'document']),
    );
    expect(
      Object.values(secret).filter((value) => JSON.stringify(live.events).includes(value)),
    ).toEqual([]);
  }, 120_000);

  it('answers for a case that is only counted as for one that never was', async () => {
    const [hidden, none] = [
      await tracker.feed(`/en/cases/${secret.hidden}`),
      await tracker.feed('/en/cases/never-was'),
    ];
    expect(hidden.status).toBe(404);
    expect(hidden.text).toBe(none.text);
  });

  it('keeps them out of the logs and, in clear, out of every file of the data folder', async () => {
    await tracker.sql('checkpoint');
    const open = new Set(['hidden']); // The reference of a case is an open field: the database holds it in clear.
    const found = filesOf(tracker.dataDir).flatMap((file) => {
      const bytes = readFileSync(file);
      return Object.entries(secret).flatMap(([name, value]) =>
        !open.has(name) && bytes.includes(value) ? [`${name} in ${file}`] : [],
      );
    });
    expect(found).toEqual([]);
    const logs = filesOf(join(tracker.dataDir, 'log')).map((file) => readFileSync(file));
    expect(logs.some((bytes) => bytes.includes(secret.hidden))).toBe(false);
  });

  it('lets the panel read them, so that the search had something to find', async () => {
    const { data } = await tracker.office(
      '{ case(ref: "canaries") { record(first: 10) { nodes { fields { name text } } } } }',
    );
    const read = JSON.stringify(data);
    for (const value of [
      secret.actor,
      secret.summary,
      secret.personal,
      secret.line,
      secret.kind,
      secret.role,
    ])
      expect(read).toContain(value);
  });

  it('cannot be opened from inside the public server', async () => {
    const script = join(repository, 'dist', 'feed-asked-from-inside.mjs');
    writeFileSync(script, insideTheFeed);
    const { role, password } = feedRole(tracker);
    const { host, port } = tracker.address();
    const asked = {
      keys: ['kek-1', 'naming', 'seal-1.pem', 'database-roles.json', 'postgres-superuser'].map(
        (name) => join(tracker.dataDir, 'keys', name),
      ),
      database: { host, port, user: role, password, database: 'daylight' },
    };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...feedFence(tracker.dataDir, repository), script],
      { env: { PATH: process.env['PATH'], ASKED: JSON.stringify(asked) } },
    );
    rmSync(script);
    expect(JSON.parse(stdout)).toEqual({
      files: Array.from({ length: 5 }, () => 'ERR_ACCESS_DENIED'),
      spawn: 'ERR_ACCESS_DENIED',
      leaves: 'read',
      cases: 'read',
      tables: Array.from({ length: 8 }, () => '42501'),
      keysDatabase: '42501',
    });
  }, 60_000);
});

describe('the search itself', () => {
  const value = canary();
  it.each(Object.entries(formsOf(value)))('finds a secret %s', (name, form) => {
    expect(
      hidingIn(Buffer.concat([Buffer.from('before'), form, Buffer.from('after')]), value),
    ).toContain(name);
  });
  it('finds base64 wherever it starts inside a longer text', () => {
    for (const before of ['', 'x', 'xy', 'xyz']) {
      expect(
        hidingIn(Buffer.from(Buffer.from(`${before}${value}tail`).toString('base64url')), value),
      ).not.toEqual([]);
    }
  });
  it.each([
    ['text', 'text/html', `<p>${value}</p>`],
    ['attribute', 'text/html', `<p title="${value}">x</p>`],
    ['comment', 'text/html', `<div><!-- ${value} --></div>`],
    ['escaped text', 'text/html', `<p>&#${String(value.charCodeAt(0))};${value.slice(1)}</p>`],
    ['feed', 'application/atom+xml', `<feed><title type="text">${value}</title></feed>`],
    ['JSON', 'application/json', JSON.stringify({ a: [{ b: `x ${value}` }] })],
  ])('reads %s as a reader does', (_what, type, text) => {
    expect(decodedText(type, text)).toContain(value);
  });
  it('finds names as words, and Chinese names anywhere', () => {
    expect(names('said Mr Al, yesterday', 'Al')).toBe(true);
    expect(names('Also Alfred', 'Al')).toBe(false);
    expect(names('前天周薇说', '周薇')).toBe(true);
  });
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}

/** The feed's own role and password, as the launcher hands them over. */
function feedRole(tracker: Tracker): { role: string; password: string } {
  const { roles } = JSON.parse(tracker.file('keys', 'database-roles.json')) as {
    roles: Record<string, string>;
  };
  const [role, password] = Object.entries(roles).find(([name]) => name.endsWith('_feed')) ?? [];
  return { role: role ?? '', password: password ?? '' };
}

/** Asks, with the feed's flags and the feed's role, for what the feed must not have. */
const insideTheFeed = `
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import pg from 'pg';
const { keys, database } = JSON.parse(process.env.ASKED);
const attempt = (work) => { try { work(); return 'read'; } catch (error) { return error.code; } };
const client = new pg.Client(database);
await client.connect();
const ask = (sql) => client.query(sql).then(() => 'read', (error) => error.code);
const tables = ['select body from log.events', 'select type from log.events', 'select * from office.account', 'select * from office.bearer', 'select * from office.access_log', 'select * from panel.case_file', 'select actions from public.sealed_band_v1_g1', "update log.ledger_head set position = 0"];
const answers = { files: keys.map((file) => attempt(() => readFileSync(file))), spawn: attempt(() => spawnSync('true')), leaves: await ask('select position, leaf from log.events'), cases: await ask('select * from public.public_case'), tables: [] };
for (const sql of tables) answers.tables.push(await ask(sql));
await client.end();
const other = new pg.Client({ ...database, database: 'daylight_keys' });
answers.keysDatabase = await other.connect().then(() => 'read', (error) => error.code);
console.log(JSON.stringify(answers));
process.exit();
`;
