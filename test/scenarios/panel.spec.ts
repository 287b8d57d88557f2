import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ask, eventually, Tracker, type Environment, type Json } from '../language/tracker.js';

const at = '2026-03-02T09:30:00+08:00';
const both = (zh: string, en: string) => ({ zh, en });
/** A text of somebody in a request. It may come back to nobody, and stand in no log. */
const personal = `王${randomBytes(8).toString('hex')}晓`;

let tracker: Tracker;

beforeAll(async () => {
  tracker = await Tracker.start();
  await tracker.token();
}, 120_000);
afterAll(() => tracker.end(), 60_000);

const inputs: Record<string, object> = {
  openInvestigation: {
    case: 'p-1',
    title: both('一号', 'One'),
    publicity: 'public',
    receivedAt: at,
  },
  setPublicationPolicy: {
    case: 'p-1',
    kinds: [{ name: 'hearing', words: both('听证', 'A hearing was held') }],
    roles: [{ name: 'chair', words: both('主席', 'Chair') }],
  },
  recordAction: {
    case: 'p-1',
    at,
    kind: 'hearing',
    actorRole: 'chair',
    actor: personal,
    summary: `${personal}到场。`,
    mentions: [personal],
  },
  enterPublicDocument: {
    case: 'p-1',
    on: '2026-03-04',
    says: both('公告称', 'The notice says'),
    source: both('公告', 'Notice'),
    excerpt: both('［已隐去］', '[withheld]'),
    marks: ['privacy_of_another_person'],
    wording: `${personal}。`,
  },
  changeStage: { case: 'p-1', to: 'acknowledged', on: '2026-03-05', reason: personal },
};

const answerOf = async (name: string, input: object, id: string, language = 'en') => {
  const type = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Input`;
  return tracker.office(
    `mutation($id: ID!, $input: ${type}!) { ${name}(commandId: $id, input: $input) { position receipt userErrors { code field message } } }`,
    { id, input },
    { 'accept-language': language },
  );
};

describe('nobody without an account', () => {
  it.each([
    ['GET', '/graphql?query={__typename}'],
    ['POST', '/graphql'],
    ['GET', '/metrics'],
    ['GET', '/'],
    ['GET', '/console'],
    ['POST', '/auth/login'],
    ['GET', '/nothing'],
    ['DELETE', '/healthz/../graphql'],
  ])('reaches %s %s', async (method, path) => {
    for (const headers of [
      {},
      { authorization: 'Bearer' },
      { authorization: `Bearer ${'x'.repeat(43)}` },
      { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` },
    ] as Environment[]) {
      const answer = await ask(`${tracker.officeUrl}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(method === 'POST' && { body: '{"query":"{__typename}"}' }),
      });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(answer.json().errors[0].extensions.code).toBe('UNAUTHENTICATED');
    }
  });

  it('but a monitor sees whether it lives', async () => {
    expect((await ask(`${tracker.officeUrl}/healthz`)).json()).toEqual({ ok: true });
    const ready = await ask(`${tracker.officeUrl}/readyz`);
    expect(ready.status).toBe(200);
    expect(ready.json()).toMatchObject({
      ok: true,
      checks: { store: { ok: true }, views: { ok: true, stopped: [] } },
    });
  });
});

describe('the panel records', () => {
  it.each(Object.keys(inputs))('%s', async (name) => {
    const { errors, data } = await answerOf(name, inputs[name] ?? {}, `p-${name}`);
    expect(errors).toBe(undefined);
    expect(data[name].userErrors).toEqual([]);
    expect(data[name].position).toMatch(/^\d+$/);
    const size = await tracker.size();
    expect(Number(data[name].position)).toBe(size - 1);
  });

  it('and reads its own write at once', async () => {
    for (let i = 0; i < 5; i += 1) {
      const to = i % 2 === 0 ? 'triage' : 'planning';
      const position = await tracker.record(
        'changeStage',
        { case: 'p-1', to, on: '2026-03-06', reason: 'x' },
        `own-${String(i)}`,
      );
      const { data } = await tracker.office(
        'query($p: String) { case(ref: "p-1", atLeast: $p) { ref stage events lastIndex title zh: title(language: zh) receivedOn publicity } }',
        { p: position },
      );
      expect(data.case).toEqual({
        ref: 'p-1',
        stage: to,
        events: 6 + i,
        lastIndex: Number(position),
        title: 'One',
        zh: '一号',
        receivedOn: '2026-03-02',
        publicity: 'public',
      });
    }
    const { data } = await tracker.office('{ case(ref: "nothing") { ref } }');
    expect(data).toEqual({ case: null });
  });

  it('and a command that comes again has one effect and one answer', async () => {
    const first = await answerOf('recordAction', inputs['recordAction'] ?? {}, 'twice');
    const size = await tracker.size();
    const again = await answerOf('recordAction', inputs['recordAction'] ?? {}, 'twice');
    expect(again).toEqual(first);
    const other = await answerOf(
      'recordAction',
      { ...inputs['recordAction'], kind: 'letter' },
      'twice',
    );
    expect(other.errors[0].extensions).toEqual({ code: 'COMMAND_REUSED' });
    expect(await tracker.size()).toBe(size);
    const together = await Promise.all(
      Array.from({ length: 6 }, () =>
        answerOf('recordAction', inputs['recordAction'] ?? {}, 'at-once'),
      ),
    );
    expect(new Set(together.map((a) => a.data.recordAction.position as string)).size).toBe(1);
    expect(await tracker.size()).toBe(size + 1);
  });

  const refusals: [string, string, object, string, string[] | null][] = [
    ['openInvestigation', 'investigation.already-open', {}, 'case', ['case']],
    ['recordAction', 'investigation.no-such-case', { case: 'nothing' }, 'case', ['case']],
    ['recordAction', 'investigation.not-a-moment', { at: '2026-03-02' }, 'at', ['at']],
    ['changeStage', 'investigation.not-a-day', { on: '2026-02-30', to: 'findings' }, 'on', ['on']],
    [
      'changeStage',
      'investigation.going-back-needs-reason',
      { to: 'received', reason: null },
      'reason',
      ['reason'],
    ],
    [
      'enterPublicDocument',
      'investigation.wording-missing',
      { wording: null },
      'wording',
      ['wording'],
    ],
    [
      'setPublicationPolicy',
      'investigation.kind-listed-twice',
      { kinds: [1, 2].map(() => ({ name: 'x', words: both('一', 'x') })) },
      'kinds',
      ['kinds'],
    ],
  ];
  it.each(refusals)(
    'but not %s: %s, said in the language of the request',
    async (name, code, change, _, field) => {
      const size = await tracker.size();
      const said: string[] = [];
      for (const language of ['en-GB', 'zh-CN']) {
        const { data, errors } = await answerOf(
          name,
          { ...inputs[name], ...change },
          `refused-${code}-${language}`,
          language,
        );
        expect(errors).toBe(undefined);
        expect(data[name].position).toBeNull();
        expect(data[name].userErrors).toHaveLength(1);
        expect(data[name].userErrors[0]).toMatchObject({ code, field });
        said.push(data[name].userErrors[0].message as string);
      }
      expect(said[0]).toMatch(/^[A-Z][^\u4e00-\u9fff]+\.$/);
      expect(said[1]).toMatch(/[\u4e00-\u9fff].*。$/);
      expect(await tracker.size()).toBe(size);
    },
  );
});

describe('the panel opens what is sealed', () => {
  const record =
    '{ case(ref: "p-1") { record(first: 100) { nodes { index version type visibility fields { name class text locked } } next } } }';
  const openings = async () =>
    await tracker.sql(
      `select seq::int, principal, operation, subject, detail, prev, hash from office.access_log where operation = 'cases.ReadRecord' order by seq`,
    );

  it('and every opening is in the access log', async () => {
    const before = (await openings()).length;
    const { data, errors } = await tracker.office(record);
    expect(errors).toBe(undefined);
    const { nodes } = data.case.record;
    const action = nodes.find(({ type }: Json) => type === 'investigation.ActionRecorded');
    const field = (name: string) => action.fields.find((f: Json) => f.name === name);
    expect(field('actor')).toMatchObject({ class: 'personal', text: personal, locked: false });
    expect(field('summary')).toMatchObject({ class: 'panel', text: `${personal}到场。` });
    expect(field('kind')).toMatchObject({ class: 'procedure', text: 'hearing' });
    expect(nodes.map(({ version }: Json) => version)).toEqual(nodes.map((_: Json, i: number) => i));
    const after = await openings();
    expect(after).toHaveLength(before + 1);
    const last = after.at(-1);
    const [account] = await tracker.sql(
      `select id from office.account where email = 'admin@demo.test'`,
    );
    expect(last).toMatchObject({ principal: account.id, operation: 'cases.ReadRecord' });
    expect(JSON.stringify(last.detail)).toContain('personal');
    expect(JSON.stringify([last.detail, last.subject])).not.toContain(personal);
  });

  it('before it is answered: while the access log cannot be written, nothing opens', async () => {
    const before = (await openings()).length;
    const password = tracker.file('keys', 'postgres-superuser').trim();
    const holder = new pg.Client({
      ...tracker.address(),
      user: 'postgres',
      password,
      database: 'daylight',
    });
    await holder.connect();
    await holder.query('begin; lock table office.access_log in exclusive mode');
    let answered = false;
    const reading = tracker.office(record).then((answer) => {
      answered = true;
      return answer;
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(answered).toBe(false);
    await holder.query('rollback');
    await holder.end();
    expect(JSON.stringify(await reading)).toContain(personal);
    expect(await openings()).toHaveLength(before + 1);
  });

  it('page by page', async () => {
    const seen: number[] = [];
    let from: number | null = 0;
    while (from !== null) {
      const { data }: Json = await tracker.office(
        'query($from: Int!) { case(ref: "p-1") { record(first: 3, from: $from) { nodes { version } next } } }',
        { from },
      );
      seen.push(...data.case.record.nodes.map(({ version }: Json) => version as number));
      from = data.case.record.next as number | null;
    }
    expect(seen).toEqual(seen.map((_, i) => i));
    expect(seen.length).toBeGreaterThan(10);
    const { errors } = await tracker.office('{ case(ref: "p-1") { record(first: 101) { next } } }');
    expect(errors[0].extensions).toEqual({ code: 'PAGE_TOO_LARGE' });
  });
});

describe('bad input', () => {
  const mutation =
    'mutation($id: ID!, $input: RecordActionInput!) { recordAction(commandId: $id, input: $input) { position userErrors { code message } } }';
  let count = 0;
  const body = (change: object = {}, query = mutation) => {
    count += 1;
    const input = { case: 'p-1', at, kind: 'note', summary: personal, ...change };
    return JSON.stringify({ query, variables: { id: `bad-${String(count)}`, input } });
  };
  const utf16 = (text: string) =>
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  const cases: [string, () => string | Buffer, number[], string, Environment?][] = [
    ['half a document', () => body().slice(0, -9), [400], 'BAD_REQUEST'],
    ['nothing', () => '', [400], 'BAD_REQUEST'],
    ['null', () => 'null', [400], '*'],
    ['an array', () => `[${body()}]`, [400], '*'],
    ['a text', () => `"${personal}"`, [400], '*'],
    ['two documents', () => `${body()}${body()}`, [400], 'BAD_REQUEST'],
    [
      'bytes that are no UTF-8',
      () =>
        Buffer.concat([
          Buffer.from(body().slice(0, -3)),
          Buffer.from([0xc3, 0x28]),
          Buffer.from('"}}}'),
        ]),
      [400],
      'BAD_REQUEST',
    ],
    [
      'overlong UTF-8',
      () =>
        Buffer.from(
          body().replace('note', 'no\u0001te').replace('\\u0001', '\u00c0\u00af'),
          'latin1',
        ),
      [400],
      'BAD_REQUEST',
    ],
    ['UTF-16', () => utf16(body()), [400], 'BAD_REQUEST'],
    ['a byte order mark', () => `\ufeff${body()}`, [400], 'BAD_REQUEST'],
    [
      'the same name twice',
      () => body().replace('"kind":', '"kind":"a","kind":'),
      [400],
      'BAD_REQUEST',
    ],
    [
      'a prototype',
      () => body().replace('"kind":', '"__proto__":{"case":"x"},"kind":'),
      [400],
      'BAD_REQUEST',
    ],
    [
      'an integer beyond 2^53',
      () => body().replace('"kind":"note"', '"kind":9007199254740993'),
      [400],
      'BAD_REQUEST',
    ],
    [
      'a number without end',
      () => body().replace('"kind":"note"', '"kind":1e400'),
      [400],
      'BAD_REQUEST',
    ],
    ['100,000 levels', () => '['.repeat(100_000), [400], 'BAD_REQUEST'],
    [
      'an escaped lone surrogate',
      () => body().replace('"note"', '"no\\ud800te"'),
      [400],
      'BAD_REQUEST',
    ],
    ['a NUL', () => body({ kind: 'no\u0000te' }), [200, 400], '*'],
    ['a C0 control', () => body({ summary: `${personal}\u0007` }), [200, 400], '*'],
    ['a field that there is not', () => body({ colour: personal }), [200, 400], 'BAD_USER_INPUT'],
    ['a wrong type', () => body({ summary: { of: personal } }), [200, 400], 'BAD_USER_INPUT'],
    [
      'a wrong type in a list',
      () => body({ mentions: [personal, 7] }),
      [200, 400],
      'BAD_USER_INPUT',
    ],
    [
      'a word that the list does not have',
      () => body({ precision: personal }),
      [200, 400],
      'BAD_USER_INPUT',
    ],
    ['a field that is missing', () => body({ at: undefined }), [200, 400], 'BAD_USER_INPUT'],
    [
      'a query with a wrong literal',
      () =>
        body(
          {},
          `mutation { recordAction(commandId: "x", input: { case: "p-1", at: "${at}", kind: 3, summary: "${personal}" }) { position } }`,
        ),
      [400],
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a query that is none',
      () => body({}, `mutation { ${personal} `),
      [400],
      'GRAPHQL_PARSE_FAILED',
    ],
    ['a reference that is none', () => body({ case: `../${personal}` }), [200], '*'],
    [
      'a case that there is not',
      () => body({ case: 'p-404' }),
      [200],
      'investigation.no-such-case',
    ],
    ['a moment that is none', () => body({ at: personal }), [200], 'investigation.not-a-moment'],
    [
      'a value of more than 64 KiB',
      () => body({ summary: personal.repeat(3000) }),
      [200, 400],
      'PAYLOAD_TOO_LARGE',
    ],
    ['a megabyte', () => body({ summary: personal.repeat(50_000) }), [413], 'PAYLOAD_TOO_LARGE'],
    [
      'a form',
      () => body(),
      [415],
      'UNSUPPORTED_MEDIA_TYPE',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    ['plain text', () => body(), [415], 'UNSUPPORTED_MEDIA_TYPE', { 'content-type': 'text/plain' }],
    [
      'another charset',
      () => body(),
      [415],
      'UNSUPPORTED_MEDIA_TYPE',
      { 'content-type': 'application/json; charset=utf-16' },
    ],
    [
      'a packed body',
      () => gzipSync(body()),
      [415],
      'UNSUPPORTED_MEDIA_TYPE',
      { 'content-encoding': 'gzip' },
    ],
    [
      'the same mutation twice',
      () =>
        body(
          {},
          `mutation($id: ID!, $input: RecordActionInput!) { a: recordAction(commandId: $id, input: $input) { position } b: recordAction(commandId: $id, input: $input) { position } }`,
        ),
      [400],
      'QUERY_TOO_LARGE',
    ],
  ];

  it.each(
    cases.map((row) => [...row.slice(0, 4), row[4] ?? {}] as Required<(typeof cases)[number]>),
  )('%s is refused with a code, and changes nothing', async (_, made, statuses, code, headers) => {
    const size = await tracker.size();
    const answer = await tracker.post(made(), headers);
    expect(statuses).toContain(answer.status);
    const { errors, data } = answer.json();
    const found = [
      ...(errors ?? []).map((error: Json) => ({
        code: error.extensions?.code as unknown,
        message: error.message as unknown,
      })),
      ...Object.values<Json>(data ?? {}).flatMap((payload: Json) => payload?.userErrors ?? []),
    ] as { code: string; message: string }[];
    expect(found.length).toBeGreaterThan(0);
    for (const error of found) {
      expect(error.code).toMatch(/^([A-Z_]+|investigation\.[a-z-]+)$/);
      expect(error.code).not.toBe('INTERNAL_SERVER_ERROR');
      expect(error.message).toMatch(/\S{3}/);
      if (code !== '*') expect(found.map((e) => e.code)).toContain(code);
    }
    expect(answer.text).not.toContain(personal);
    expect(answer.text).not.toContain(tracker.dataDir);
    expect(answer.text).not.toMatch(/node_modules|\.js:\d/);
    expect(await tracker.size()).toBe(size);
  });

  it('keeps look-alikes, decomposed letters and every other text as it came', async () => {
    const text = 'é é Ａ ﬁ ⼈ \u202e\u200b\u2028 😀 \t\n<script>]]>&amp;';
    await tracker.record('recordAction', { case: 'p-1', at, kind: 'note', summary: text }, 'kept');
    const { data } = await tracker.office(
      '{ case(ref: "p-1") { record(first: 100) { nodes { fields { name text } } } } }',
    );
    const last = data.case.record.nodes.at(-1);
    expect(last.fields.find(({ name }: Json) => name === 'summary').text).toBe(text);
  });

  it('stands in no log, and the servers are the same ones as before', async () => {
    const folder = join(tracker.dataDir, 'log');
    await eventually('logs are written', () => readdirSync(folder).length >= 4);
    for (const name of readdirSync(folder)) {
      const log = readFileSync(join(folder, name));
      expect([name, log.includes(personal)]).toEqual([name, false]);
      expect([name, log.includes(JSON.stringify(personal).slice(1, -1))]).toEqual([name, false]);
      expect([
        name,
        /127\.0\.0\.1:\d{5}|::ffff/.test(log.toString('latin1').replaceAll(tracker.officeUrl, '')),
      ]).toEqual([name, false]);
    }
    expect(readFileSync(join(folder, 'office.log'), 'utf8')).not.toContain('unexpected error');
    expect(tracker.error).toBe('');
    expect((await ask(`${tracker.officeUrl}/healthz`)).status).toBe(200);
  });
});
