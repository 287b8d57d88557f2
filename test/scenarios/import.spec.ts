import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newFolder, Tracker, type Ended, type Json } from '../language/tracker.js';

let tracker: Tracker;
let folder: string;

beforeAll(async () => {
  tracker = await Tracker.start();
  folder = await newFolder();
}, 120_000);
afterAll(async () => {
  await tracker.end();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const action = (change: object = {}): string =>
  JSON.stringify({
    case: 'I-1',
    at: '2021-05-04T10:00:00+02:00',
    kind: 'hearing',
    actor: 'Ada Quill',
    summary: 'Ada Quill heard Bo Rask.',
    personal: ['Bo Rask'],
    ...change,
  });

const file = async (name: string, content: string | Buffer): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};

const run = async (path: string, ...args: string[]): Promise<Ended> => {
  const ended = await tracker.command('import', path, '--json', ...args);
  expect(ended.lines.map((line) => typeof JSON.parse(line))).toEqual(
    ended.lines.map(() => 'object'),
  );
  return ended;
};

/** The sum of the contract holds for every import. */
const counts = ({ result }: Ended) => {
  const { read, written, unchanged, changed, skipped, casesOpened, events } = result as Record<
    string,
    number
  >;
  expect(read).toBe((written ?? 0) + (unchanged ?? 0) + (changed ?? 0) + (skipped ?? 0));
  return { read, written, unchanged, changed, skipped, casesOpened, events };
};
const nothing = { written: 0, unchanged: 0, changed: 0, skipped: 0, casesOpened: 0, events: 0 };

/** What was recorded of a case, as the panel reads it. */
const recorded = async (ref: string): Promise<Record<string, string>[]> => {
  const { data } = await tracker.office(
    'query($ref: String!) { case(ref: $ref) { record(first: 100) { nodes { type fields { name text } } } } }',
    { ref },
  );
  return data.case.record.nodes
    .filter(({ type }: Json) => type === 'investigation.ActionRecorded')
    .map(({ fields }: Json) =>
      Object.fromEntries(fields.map(({ name, text }: Json) => [name, text])),
    );
};
const timeline = async (ref: string): Promise<Json[]> => {
  await tracker.published(String((await tracker.size()) - 1));
  const { data } = await tracker.graphql(
    'query($ref: String!) { investigation(ref: $ref) { timeline(first: 100) { nodes { n kind date title zh: title(language: zh) text } } } }',
    { ref },
  );
  return data.investigation.timeline.nodes.reverse();
};

describe('a file of actions', () => {
  const lines = [
    action(),
    action(), // the same again is another action
    action({ at: '2021-05-03T10:00:00+02:00', summary: 'Out of order.' }),
    action({ at: '2021-05-03T10:00:00+02:00', summary: 'A tie.' }),
    action({
      case: 'I-2',
      at: '1797-07-03T00:00:00Z',
      summary: 'Long ago.',
      extra: { precision: 'year' },
    }),
    action({
      case: 'I-2',
      actor: null,
      summary: '赵某某到场。',
      personal: ['赵某某'],
      extra: { id: 'one' },
    }),
  ];
  let path: string;

  it('is recorded line by line, in its order', async () => {
    path = await file('first.ndjson', `${lines.join('\n')}\n`);
    const ended = await run(path);
    expect(ended.code).toBe(0);
    expect(counts(ended)).toEqual({
      read: 6,
      written: 6,
      unchanged: 0,
      changed: 0,
      skipped: 0,
      casesOpened: 2,
      events: 8,
    });
    expect(Object.keys(ended.result)).toEqual([
      ...['done', 'file', 'source', 'read', 'written', 'unchanged', 'changed', 'skipped'],
      ...['casesOpened', 'events', 'seconds', 'problems', 'problemsLeftOut'],
    ]);
    expect(ended.result).toMatchObject({
      done: true,
      file: path,
      source: 'first.ndjson',
      problems: [],
      problemsLeftOut: 0,
    });
    for (const line of ended.lines.slice(0, -1))
      expect(Object.keys(JSON.parse(line) as object)).toEqual(['progress']);
    const events = await recorded('I-1');
    expect(events.map(({ source }) => source)).toEqual(lines.slice(0, 4));
    expect(events.map(({ at }) => at)).toEqual(
      ['04T08', '04T08', '03T08', '03T08'].map((t) => `2021-05-${t}:00:00.000Z`),
    );
    expect(events[0]).toMatchObject({
      actor: 'Ada Quill',
      summary: 'Ada Quill heard Bo Rask.',
      kind: 'hearing',
    });
    const [old, later] = await recorded('I-2');
    expect(old).toMatchObject({ on: expect.stringMatching(/^1797-07-0\d$/), precision: 'year' });
    expect(later).toMatchObject({ summary: '赵某某到场。', source: lines[5] });
  });

  it('shows without a map only that the case was opened', async () => {
    const entries = await timeline('I-1');
    expect(entries.map(({ kind }) => kind as string)).toEqual(['opening']);
    expect(entries[0].text).toContain('I-1');
    const { data } = await tracker.graphql('{ investigation(ref: "I-1") { title sealedActions } }');
    expect(data.investigation.title).toBe('I-1');
    expect(data.investigation.sealedActions).toMatch(/10/);
  });

  it('changes nothing when it comes again, also under another name', async () => {
    const size = await tracker.size();
    const again = await run(path);
    expect([again.code, counts(again)]).toEqual([0, { ...nothing, read: 6, unchanged: 6 }]);
    const named = await file('other-name.ndjson', await readFile(path));
    expect(counts(await run(named, '--source', 'first.ndjson'))).toEqual({
      ...nothing,
      read: 6,
      unchanged: 6,
    });
    expect(await tracker.size()).toBe(size);
  });

  it('tells which line was changed since, and writes it nowhere', async () => {
    const size = await tracker.size();
    const changed = [...lines];
    changed[1] = action({ summary: 'Ada Quill heard nobody.' });
    changed[5] = action({ case: 'I-2', summary: 'x', extra: { id: 'one' } });
    const ended = await run(await file('first.ndjson', `${changed.join('\n')}\n`));
    expect(ended.code).toBe(1);
    expect(counts(ended)).toEqual({ ...nothing, read: 6, unchanged: 4, changed: 2 });
    expect(ended.result.problems.map(({ line, code }: Json) => [line, code])).toEqual([
      [2, 'CHANGED'],
      [6, 'CHANGED'],
    ]);
    expect(JSON.stringify(ended.result)).not.toMatch(/Quill|nobody/);
    expect(await tracker.size()).toBe(size);
  });

  it('is recognised by unique ids when its lines move, and by line numbers where an id stands twice', async () => {
    const named = ['a', 'b', 'c'].map((id) => action({ case: 'I-3', summary: id, extra: { id } }));
    const twice = ['d', 'd'].map((id) => action({ case: 'I-3', summary: 'twice', extra: { id } }));
    const first = await run(await file('ids.ndjson', [...named, ...twice].join('\n')));
    expect(counts(first)).toMatchObject({ read: 5, written: 5 });
    const moved = [named[2], named[0], named[1], ...twice].join('\n');
    expect(counts(await run(await file('ids.ndjson', moved)))).toEqual({
      ...nothing,
      read: 5,
      unchanged: 5,
    });
    const longer = [action({ case: 'I-3', summary: 'new', extra: { id: 'z' } }), ...named].join(
      '\n',
    );
    expect(counts(await run(await file('ids.ndjson', longer)))).toMatchObject({
      written: 1,
      unchanged: 3,
    });
  });

  it('may have CRLF, empty lines that count as lines, and no line feed at its end', async () => {
    const text = [1, 2, 3]
      .map((n) => action({ case: 'I-4', summary: String(n) }))
      .join('\r\n\n \r\n');
    const ended = await run(await file('ends.ndjson', `${text}\r\nx\n${action({ case: 'I-4' })}`));
    expect(counts(ended)).toMatchObject({ read: 5, written: 4, skipped: 1 });
    expect(ended.result.problems[0].line).toBe(8);
    expect((await recorded('I-4')).map(({ source }) => source?.includes('\r'))).toEqual(
      Array(4).fill(false),
    );
  });

  it('may be packed, or come by standard input', async () => {
    const text = `${action({ case: 'I-5' })}\n${action({ case: 'I-5', summary: 'b' })}\n`;
    const packed = await file('packed.ndjson.gz', gzipSync(text));
    expect(counts(await run(packed))).toMatchObject({ written: 2 });
    const piped = () => tracker.commandWithInput(text, 'import', '-', '--json', '--source', 'pipe');
    expect(counts(await piped())).toMatchObject({ read: 2, written: 2 });
  });
});

describe('lines that cannot be used', () => {
  const bad: [string, string | Buffer, string][] = [
    ['no JSON', '{"case":"I-6",', 'NOT_JSON'],
    [
      'no UTF-8',
      Buffer.concat([Buffer.from('{"case":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
      'NOT_JSON',
    ],
    ['the same name twice', action().replace('"kind"', '"kind":"Wilma","kind"'), 'NOT_JSON'],
    ['a lone surrogate', action().replace('Bo Rask', '\\ud800'), 'NOT_JSON'],
    [
      'an integer beyond 2^53',
      action({ extra: 1 }).replace('"extra":1', '"extra":{"n":9007199254740993}'),
      'NOT_JSON',
    ],
    ['two documents', `${action()}${action()}`, 'NOT_JSON'],
    ['a list', '[1]', 'INVALID_LINE'],
    ['no case', action({ case: undefined }), 'INVALID_LINE'],
    ['a case that is none', action({ case: '../Wilma' }), 'INVALID_LINE'],
    ['no moment', action({ at: 'Wilma' }), 'INVALID_LINE'],
    ['a moment without offset', action({ at: '2021-05-04T10:00:00' }), 'INVALID_LINE'],
    ['a day that there is not', action({ at: '2021-02-30T10:00:00Z' }), 'INVALID_LINE'],
    ['no kind', action({ kind: '' }), 'INVALID_LINE'],
    ['an actor of a wrong type', action({ actor: 7 }), 'INVALID_LINE'],
    ['names of a wrong type', action({ personal: 'Wilma' }), 'INVALID_LINE'],
    ['an unknown field', action({ Wilma: 1 }), 'INVALID_LINE'],
    ['a NUL', action({ summary: 'Wilma\u0000' }), 'INVALID_LINE'],
    ['more than 64 KiB', action({ summary: 'Wilma'.repeat(20_000) }), 'PAYLOAD_TOO_LARGE'],
  ];
  const good = action({ case: 'I-7' });
  const content = Buffer.concat(
    bad.flatMap(([, line]) => [Buffer.from(`${good}\n`), Buffer.from(line), Buffer.from('\n')]),
  );

  it('stop a strict import before anything is written', async () => {
    const size = await tracker.size();
    const ended = await run(await file('bad.ndjson', content), '--strict');
    expect(ended.code).toBe(3);
    expect(ended.result.done).toBe(false);
    expect(counts(ended)).toMatchObject({
      read: 2 * bad.length,
      written: 0,
      casesOpened: 0,
      events: 0,
    });
    expect(ended.result.problems).toHaveLength(bad.length);
    expect(await tracker.size()).toBe(size);
  });

  it('are checked by a dry run, which writes nothing either', async () => {
    const size = await tracker.size();
    const ended = await run(await file('bad.ndjson', content), '--dry-run');
    expect(ended.code).toBe(1);
    expect(ended.result).toMatchObject({ dryRun: true, skipped: bad.length });
    expect(await tracker.size()).toBe(size);
    expect((await tracker.office('{ case(ref: "I-7") { ref } }')).data.case).toBeNull();
  });

  it('are reported with their numbers, never with their words, and the rest is recorded', async () => {
    const ended = await run(await file('bad.ndjson', content));
    expect(ended.code).toBe(1);
    expect(counts(ended)).toMatchObject({
      read: 2 * bad.length,
      written: bad.length,
      skipped: bad.length,
      casesOpened: 1,
    });
    expect(ended.result.problems.map(({ line, code }: Json) => [line, code])).toEqual(
      bad.map(([, , code], i) => [2 * i + 2, code]),
    );
    for (const { message } of ended.result.problems) expect(message).toMatch(/\S{3}/);
    expect(JSON.stringify(ended.lines) + ended.error).not.toContain('Wilma');
    expect(await recorded('I-7')).toHaveLength(bad.length);
  });

  it('are counted when there are too many to list', async () => {
    const ended = await run(await file('many.ndjson', 'x\n'.repeat(130)));
    expect(ended.result.problems).toHaveLength(100);
    expect(ended.result).toMatchObject({ read: 130, skipped: 130, problemsLeftOut: 30 });
  });

  it('end with 2 when the order itself is wrong', async () => {
    const map = await file('bad-map.json', '{"format":2,"kinds":{"a":{"en":"A"}}}');
    for (const args of [
      [join(folder, 'nothing.ndjson')],
      [join(folder, 'first.ndjson'), '--map', map],
    ]) {
      const ended = await tracker.command('import', ...args, '--json');
      expect([args, ended.code]).toEqual([args, 2]);
      expect(ended.error).toMatch(/\S/);
      expect(ended.lines).toEqual([]);
    }
  });
});

describe('a map', () => {
  it('makes entries of the kinds that it lists, in its words and no others', async () => {
    const map = await file(
      'map.json',
      JSON.stringify({
        format: 1,
        kinds: { hearing: { en: 'A hearing was held', zh: '举行听证' } },
        roles: { chair: { en: 'Chair', zh: '主席' } },
      }),
    );
    const lines = [
      action({ case: 'I-8', actorRole: 'chair' }),
      action({ case: 'I-8', actorRole: 'cousin' }),
      action({ case: 'I-8', kind: 'letter', actorRole: 'chair' }),
    ];
    const path = await file('mapped.ndjson', lines.join('\n'));
    const ended = await run(path, '--map', map);
    expect([ended.code, counts(ended)]).toMatchObject([
      0,
      { written: 3, casesOpened: 1, events: 5 },
    ]);
    const entries = await timeline('I-8');
    expect(entries.map(({ kind }) => kind as string)).toEqual([
      'opening',
      'publication-policy',
      'hearing',
      'hearing',
    ]);
    expect(entries[2]).toMatchObject({
      date: '2021-05-04',
      title: 'A hearing was held',
      zh: '举行听证',
      text: null,
    });
    const page = (await tracker.feed('/en/cases/I-8')).text;
    expect(page.match(/>Chair</g)).toHaveLength(1);
    expect(page).not.toMatch(/cousin|letter</);
    expect(page).not.toMatch(/Quill|Rask/);
    expect(counts(await run(path, '--map', map))).toEqual({ ...nothing, read: 3, unchanged: 3 });
  });
});

describe('a map of commands and of columns', () => {
  const mapOf = (name: string, map: object) => file(name, JSON.stringify({ format: 1, ...map }));
  const columns = { case: 'Case', at: { column: 'When' }, kind: 'What', actor: 'Who' };

  it('seats the members of a committee, in public, and ends with 1 when a line was refused', async () => {
    const map = await mapOf('commands.json', { commands: { joined: 'appointMember' } });
    const lines = ['chair', 'member', 'chair'].map((actorRole, i) =>
      action({
        case: 'I-10',
        kind: 'joined',
        // The last line makes a sitting member a second chair.
        actor: `Member ${String(Math.min(i, 1))}`,
        actorRole,
        at: `2021-05-0${String(i + 1)}T10:00:00Z`,
        personal: [],
      }),
    );
    const path = await file('seats.ndjson', lines.join('\n'));
    const ended = await run(path, '--map', map);
    expect([ended.code, counts(ended)]).toMatchObject([1, { written: 3, skipped: 0, events: 4 }]);
    expect(ended.result.problems).toEqual([
      {
        line: 3,
        code: 'REFUSED_AS_COMMAND',
        message: expect.stringMatching(/^committee\.chair-taken: .*; recorded as an action$/),
      },
    ]);
    expect((await recorded('I-10')).map(({ source }) => source)).toEqual([lines[2]]);
    const titles = (await timeline('I-10')).map((entry) => String(entry.title));
    expect(titles.join()).toMatch(/Member 0.*Member 1/);
    expect(titles.join()).not.toMatch(/Member 1.*Member 1/);
    const again = await run(path, '--map', map);
    expect([again.code, counts(again)]).toEqual([0, { ...nothing, read: 3, unchanged: 3 }]);
  });

  it('reads CSV, also from standard input', async () => {
    const map = await mapOf('csv.json', { csv: columns });
    const text =
      'Case,When,What,Who\nI-11,2021-05-04T10:00:00+02:00,hearing,"Quill, Ada"\nI-11,x,y,z\n';
    const args = ['import', '-', '--json', '--source', 'csv', '--map', map];
    const ended = await tracker.commandWithInput(text, ...args);
    expect([ended.code, counts(ended)]).toMatchObject([1, { read: 2, written: 1, skipped: 1 }]);
    expect(await recorded('I-11')).toMatchObject([{ actor: 'Quill, Ada' }]);
  });

  it('ends with 2 for a command or a column that is not there', async () => {
    const path = await file('wrong.csv', 'Case,When,What\n');
    for (const [map, named] of [
      [{ commands: { joined: 'recuse' } }, '"recuse"'],
      [{ csv: columns }, '"Who"'],
    ] as const) {
      const ended = await tracker.command(
        'import',
        path,
        '--json',
        '--map',
        await mapOf('wrong.json', map),
      );
      expect([ended.code, ended.lines]).toEqual([2, []]);
      expect(ended.error).toContain(named);
    }
  });
});

describe('without a running server', () => {
  it('an import works too, and stops what it started', async () => {
    await tracker.stop();
    const ended = await run(await file('alone.ndjson', action({ case: 'I-9' })));
    expect([ended.code, ended.result.written]).toEqual([0, 1]);
    await tracker.up();
    expect((await tracker.feed('/en/cases/I-9')).status).toBe(200);
  }, 60_000);
});
