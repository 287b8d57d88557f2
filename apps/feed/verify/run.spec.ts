import { beforeAll, describe, expect, it } from '@jest/globals';
import { CasePublicityConfirmed, CasePublicitySet } from '#investigation/events';
import { canonicalJson, DisclosureReleased, localised, type AnyDefinition } from '#kernel';
import { presentationOf, seal } from '#sealing';
import { leafHash } from '#tlog';
import { logFiles } from '../../../test/language/bundle.js';
import { noteSigner } from '../../../test/language/note-signer.js';
import {
  change,
  publicLog,
  putManifest,
  putState,
  type PublicLog,
} from '../../../test/language/public-log.js';
import {
  full,
  Noted,
  seededRandom,
  testEnvelope,
  testKeys,
  testSigner,
} from '../../../test/language/sealing.js';
import { toBase64 } from './bytes.js';
import { computing, type Computing } from './crypto.js';
import { readCheckpoint } from './note.js';
import { run, type Answer, type Question } from './run.js';
import { bundleSource, Unreachable, type Source } from './source.js';

const unused = () => Promise.reject(new Error('not needed here'));
let by: Computing;
let log: PublicLog;

beforeAll(async () => {
  by = await computing(globalThis.crypto.subtle, unused);
  log = await publicLog();
});

const copy = ({ files }: PublicLog) => new Map(files);

/** As a server would answer, from files. */
const served = (files: PublicLog['files']): Source => ({
  ...bundleSource(files),
  kind: 'network',
});

function check(
  source: Source,
  question: Partial<Question> = {},
  policy = log.policy,
): Promise<Answer> {
  return run({
    ...{ source, by },
    question: { policy, ref: null, entry: null, earlier: [], ...question },
    changed: () => undefined,
    progress: () => Promise.resolve(),
  });
}

const results = ({ report }: Answer) =>
  Object.fromEntries(report.lines.map(({ id, result }) => [id, result]));

describe('a log as it was published', () => {
  it('is unchanged, and without a witness by the company’s own signature only', async () => {
    const answer = await check(served(log.files));
    expect(answer.report.findings).toEqual([]);
    expect(results(answer)).toEqual({
      read: 'unchanged',
      checkpoint: 'unchanged',
      witnesses: 'not-provided',
      leaves: 'unchanged',
      inclusion: 'unchanged',
      consistency: 'not-provided',
      windows: 'unchanged',
      entries: 'unchanged',
      deadlines: 'not-provided',
    });
    expect(answer.report.verdict()).toBe('own-signature');
  });

  it('is unchanged without more words once a witness confirms it, by the name of its owner', async () => {
    const { files, policy } = await publicLog({ witnesses: ['union', 'counsel'] });
    const { report } = await check(served(files), {}, policy);
    expect(report.owners).toEqual(['union', 'counsel']);
    expect(report.verdict()).toBe('unchanged');
  });

  it('spans more than one bundle', async () => {
    const large = await publicLog({ entries: 150 });
    const { report } = await check(served(large.files));
    expect(report.findings).toEqual([]);
    expect(report.verdict()).toBe('own-signature');
  });

  it('is checked for one case, and for one entry by its proof', async () => {
    const ofCase = await check(served(log.files), { ref: 'one' });
    expect(ofCase.report.verdict()).toBe('own-signature');
    const entry = await check(served(log.files), { entry: 2 });
    expect(entry.report.of).toBe('entry');
    expect(entry.report.findings).toEqual([]);
    expect(results(entry)).toMatchObject({
      leaves: 'not-provided',
      inclusion: 'unchanged',
      entries: 'unchanged',
    });
    expect(entry.report.verdict()).toBe('own-signature');
  });

  it('is read whole for an entry that was made public later', async () => {
    const { report } = await check(served(log.files), { entry: 1 });
    expect(report.of).toBe('log');
    expect(report.verdict()).toBe('own-signature');
  });

  it('is the same in a bundle', async () => {
    const files = copy(log);
    putManifest(files);
    const { report } = await check(
      bundleSource(new Map([...files].map(([path, bytes]) => [`x/y/${path}`, bytes]))),
    );
    expect(report.findings).toEqual([]);
    expect(report.verdict()).toBe('own-signature');
  });
});

describe('nothing good is said', () => {
  it('of a log that cannot be reached', async () => {
    const read = () => Promise.reject(new Unreachable('x'));
    const answer = await check({ kind: 'network', read });
    expect(new Set(Object.values(results(answer)))).toEqual(new Set(['not-checked']));
    expect(answer.report.verdict()).toBe('not-checked');
  });

  it.each([
    ['the leaves', 'log/tile/entries/000.p/7'],
    ['the list of cases', 'state.json'],
    ['the case', 'cases/one.json'],
  ])('when %s cannot be had', async (_what, path) => {
    const files = copy(log);
    files.delete(path);
    const { report } = await check(served(files));
    expect(report.verdict()).toBe('not-checked');
  });

  it('of a case that is not there', async () => {
    expect((await check(served(log.files), { ref: 'two' })).report.verdict()).toBe('not-checked');
  });

  it('with keys that cannot be read', async () => {
    const { report } = await check(served(log.files), { policy: 'log nothing\n' });
    expect(report.verdict()).toBe('not-checked');
  });
});

describe('what was changed is found, and named', () => {
  const line = (index: number) => new RegExp(`\\{"i":${String(index)},.*\\n`);
  const cases: [
    string,
    string,
    (text: string) => string,
    { line: string; index?: number; n?: number },
  ][] = [
    // A character inside of the payload of the third leaf.
    [
      'a leaf',
      'log/tile/entries/000.p/7',
      (text) =>
        text.replace(
          /((?:eyJhbG[^.]*\..){1}[^]*?eyJhbG[^]*?eyJhbG[^.]*\.[\w-]{30}).(?=[\w-])/,
          (all, before: string) => `${before}${all.endsWith('A') ? 'B' : 'A'}`,
        ),
      { line: 'leaves', index: 2, n: 2 },
    ],
    [
      'a disclosure',
      'disclosures/0.jsonl',
      (text) => text.replace(/("i":2,"sd":\["[^"]*","[^"]*)[\w-]{3}(")/, '$1AAA$2'),
      { line: 'windows', index: 2, n: 2 },
    ],
    [
      'a line of disclosures, left out',
      'disclosures/0.jsonl',
      (text) => text.replace(line(2), ''),
      { line: 'entries', index: 2, n: 2 },
    ],
    [
      'a line with a made-up reason',
      'disclosures/0.jsonl',
      (text) => text.replace(line(2), '{"by":3,"i":2,"why":"withheld"}\n'),
      { line: 'entries', index: 2, n: 2 },
    ],
    [
      'a released line, left out',
      'disclosures/0.jsonl',
      (text) => text.replace(line(1), ''),
      { line: 'entries', index: 1, n: 5 },
    ],
    [
      'the kind of an entry',
      'cases/one.json',
      (text) => text.replace('"kind":"noted"', '"kind":"other"'),
      { line: 'entries', index: 0, n: 1 },
    ],
    [
      'the date of an entry',
      'cases/one.json',
      (text) => text.replace('"2026-03-02"', '"2026-03-03"'),
      { line: 'entries', index: 0, n: 1 },
    ],
    [
      'the entries of a case',
      'cases/one.json',
      (text) => text.replace(/\{[^{}]*"n":3[^{}]*\},/, ''),
      { line: 'entries', n: 3 },
    ],
  ];
  it.each(cases)('%s', async (_what, path, to, where) => {
    const files = copy(log);
    change(files, path, to);
    expect(files.get(path)).not.toEqual(log.files.get(path));
    // The liar lists the changed case as well as the rest.
    const { root, origin, size } = readCheckpoint(
      Buffer.from(files.get('log/checkpoint') ?? '').toString(),
    );
    putState(files, { origin, size, root: toBase64(root) });
    const { report } = await check(served(files));
    expect(report.verdict()).toBe('mismatch');
    expect(report.named()).toContainEqual(
      expect.objectContaining({ ...where, ...(where.n && { ref: 'one' }) }),
    );
  });

  it('a leaf with its hash: expected and computed', async () => {
    const files = copy(log);
    change(files, 'disclosures/0.jsonl', (text) =>
      // Three bytes of its salt: what it says stays JSON.
      text.replace(/("i":2,"sd":\["[^"]*","[\w-]{4})[\w-]{4}/, '$1QUFB'),
    );
    const [finding] = (await check(served(files))).report.named();
    expect(finding?.expected).toMatch(/^[\w-]{43}$/);
    expect(finding?.computed).toMatch(/^[\w-]{43}$/);
    expect(finding?.expected).not.toBe(finding?.computed);
  });

  it('a case file that is not the listed one', async () => {
    const files = copy(log);
    change(files, 'cases/one.json', (text) => text.replace('"format":1', '"format":2'));
    expect((await check(served(files))).report.findings).toMatchObject([
      { what: 'caseFileDiffers', ref: 'one' },
    ]);
  });

  it('the checkpoint', async () => {
    const files = copy(log);
    change(files, 'log/checkpoint', (text) => text.replace('\n7\n', '\n6\n'));
    const { report } = await check(served(files));
    expect(report.findings).toContainEqual(expect.objectContaining({ what: 'notSignedByLog' }));
    expect(report.verdict()).toBe('mismatch');
  });

  it('a signature in the name of a witness', async () => {
    const { files, policy } = await publicLog({ witnesses: ['union'] });
    change(files, 'log/checkpoint', (text) =>
      text.replace(
        /(union.example .{60})./,
        (all, start: string) => start + (all.endsWith('A') ? 'B' : 'A'),
      ),
    );
    const { report } = await check(served(files), {}, policy);
    expect(report.findings).toMatchObject([{ line: 'witnesses', what: 'falseWitness' }]);
  });

  it('a file of a bundle, and one too many', async () => {
    const files = copy(log);
    putManifest(files);
    change(files, 'policy.tlog', (text) => `# ${text}`);
    files.set('more', new Uint8Array());
    const { report } = await check(bundleSource(files));
    expect(report.findings.map(({ what }) => what)).toEqual(['fileDiffers', 'fileNotListed']);
  });

  it('an entry whose proof is of another', async () => {
    const files = copy(log);
    files.set('entries/2.tlog-proof', log.files.get('entries/4.tlog-proof') ?? new Uint8Array());
    const { report } = await check(served(files), { entry: 2 });
    expect(report.findings).toContainEqual(
      expect.objectContaining({ line: 'read', what: 'anotherEntry' }),
    );
  });
});

describe('a reader who comes again', () => {
  const seen = (of: PublicLog) => {
    const { origin, size, root } = readCheckpoint(
      Buffer.from(of.files.get('log/checkpoint') ?? '').toString(),
    );
    const [, key = ''] = of.policy.split(/[ \n]/);
    return { origin, size, root: toBase64(root), key, from: 'browser' } as const;
  };
  const consistency = ({ report }: Answer) => report.lines.find(({ id }) => id === 'consistency');

  it('sees that the log still begins as it did', async () => {
    const longer = await publicLog({ entries: 4 });
    // The same leaves up to the last but two: what the first one has of them.
    const earlier = seen(log);
    const answer = await check(served(log.files), { earlier: [earlier] });
    expect(consistency(answer)).toMatchObject({ result: 'unchanged', values: { size: 7 } });
    expect(
      consistency(await check(served(log.files), { entry: 2, earlier: [earlier] })),
    ).toMatchObject({
      result: 'unchanged',
    });
    // The two logs part before the end of the shorter one.
    const fork = await check(served(longer.files), { earlier: [earlier] });
    expect(fork.report.findings).toMatchObject([{ line: 'consistency', what: 'historyRewritten' }]);
  });

  it('sees a log that became shorter, is another, or has another key', async () => {
    const longer = await publicLog({ entries: 4 });
    for (const [earlier, what] of [
      [seen(longer), 'logIsShorter'],
      [{ ...seen(log), origin: 'other.example/log' }, 'anotherLog'],
      [{ ...seen(log), key: 'x' }, 'anotherKey'],
    ] as const) {
      const { report } = await check(served(log.files), { earlier: [earlier] });
      expect(report.findings).toMatchObject([{ line: 'consistency', what }]);
      expect(report.verdict()).toBe('mismatch');
    }
  });
});

it('a log that grows during the check is checked again', async () => {
  const longer = await publicLog({ entries: 4 });
  let reads = 0;
  const source: Source = {
    kind: 'network',
    read: (path) => {
      if (path === 'log/checkpoint') reads += 1;
      const files = path === 'log/checkpoint' && reads === 1 ? log.files : longer.files;
      return Promise.resolve(files.get(path) ?? log.files.get(path) ?? null);
    },
  };
  const { report, head } = await check(source);
  expect(report.findings).toEqual([]);
  expect(head?.size).toBe(9);
});

it('what a browser lacks is computed by our own code, with the same result', async () => {
  await import('./fallback.js');
  const { daylightCrypto } = globalThis as unknown as { daylightCrypto: Computing };
  const own = await computing(undefined, () => Promise.resolve(daylightCrypto));
  expect(own.name).toBe('built-in');
  const { files, policy } = await publicLog({ witnesses: ['union'] });
  const asked = { policy, ref: null, entry: null, earlier: [] };
  const answer = await run({
    ...{ source: served(files), by: own, question: asked },
    changed: () => undefined,
    progress: () => Promise.resolve(),
  });
  expect(answer.report.findings).toEqual([]);
  expect(answer.report.verdict()).toBe('unchanged');
});

/** Of which case, what, and as which of its entries; null: sealed, and released later. */
type Act = readonly ['one' | 'gone', AnyDefinition, Parameters<typeof seal>[1], number | null];

const on = '2026-03-02';
const decided = (level: 'public' | 'counted') =>
  CasePublicitySet({
    ...{ case: 'gone', on, level, reasonClass: 'other', by: 'x', reason: [{ text: 'x' }] },
  });
const step = { version: 1, kind: 'step', date: on, title: localised('步', 'Step') };
const lowering = 5;
const acts: readonly Act[] = [
  ['one', Noted as AnyDefinition, full, 1],
  ['gone', Noted as AnyDefinition, full, 1],
  [
    ...(['gone', CasePublicityConfirmed as AnyDefinition] as const),
    ...([CasePublicityConfirmed({ case: 'gone', on }), null] as const),
  ],
  [
    ...(['gone', DisclosureReleased as AnyDefinition] as const),
    ...([DisclosureReleased({ case: 'gone', on, shows: [step] }), 2] as const),
  ],
  ['one', Noted as AnyDefinition, full, 2],
  ['gone', CasePublicitySet as AnyDefinition, decided('counted'), 4],
  ['one', Noted as AnyDefinition, full, 3],
];
const raised: Act = ['gone', CasePublicitySet as AnyDefinition, decided('public'), 5];

/** A log in which the case `gone` was taken back, and how each of its leaves would be opened. */
async function withdrawnLog(...more: Act[]): Promise<PublicLog & { open: string[] }> {
  const random = seededRandom();
  const leaves: string[] = [];
  const open: string[] = [];
  const last = new Map<string, string>();
  const entries: object[] = [];
  for (const [index, [ref, definition, event, n]] of [...acts, ...more].entries()) {
    const entry = { kind: 'noted', date: on, title: localised('记录', 'Noted') };
    const vis = n === null ? 'sealed' : 'public';
    const pub = n === null ? null : { ...entry, case: ref, n, prev: last.get(ref) ?? null };
    const envelope = { ...testEnvelope, version: index, vis, pub } as const;
    const stored = seal(definition, event, envelope, testKeys, testSigner(), random);
    const names = Object.entries(definition.fields).flatMap(([name, field]) =>
      (field as { class: string }).class === 'open' ? [name] : [],
    );
    const { eventId } = testEnvelope;
    const sd = presentationOf({ ...stored, eventId }, 'public', names)
      .split('~')
      .slice(1, -1);
    open.push(canonicalJson({ i: index, sd }));
    leaves.push(stored.leaf);
    if (pub) last.set(ref, leafHash(stored.leaf).toString('hex'));
    if (ref === 'one') entries.push({ n, index, kind: 'noted', date: on });
  }
  const files: PublicLog['files'] = new Map();
  for (const [path, bytes] of await logFiles(leaves, noteSigner('test.example/log')))
    files.set(path, new Uint8Array(bytes));
  const put = (path: string, text: string) => files.set(path, new Uint8Array(Buffer.from(text)));
  const lines = open.map((line, i) =>
    acts[i]?.[0] === 'gone' && i < lowering ? closedLine(i, lowering) : line,
  );
  put('disclosures/0.jsonl', lines.map((line) => `${line}\n`).join(''));
  put('cases/one.json', JSON.stringify({ format: 1, ref: 'one', entries }));
  const size = leaves.length;
  const note = Buffer.from(files.get('log/checkpoint') ?? '').toString();
  putState(files, { origin: 'test.example/log', size, root: toBase64(readCheckpoint(note).root) });
  return { files, size, policy: Buffer.from(files.get('policy.tlog') ?? '').toString(), open };
}

const closedLine = (i: number, by: number, why = 'withdrawn') => JSON.stringify({ by, i, why });

/** Puts other lines of disclosures in place of those of some leaves; null: none. */
const putLines = (files: PublicLog['files'], lines: Record<number, string | null | undefined>) => {
  change(files, 'disclosures/0.jsonl', (text) =>
    text.replace(/\{(?:"by":\d+,)?"i":(\d+),.*\n/g, (all, i: string) => {
      const line = lines[Number(i)];
      return line === undefined ? all : line === null ? '' : `${line}\n`;
    }),
  );
};

/** The pages show an entry no more, and the list has the case as it is shown. */
function hideEntry({ files, size }: PublicLog, n: number): void {
  change(files, 'cases/one.json', (text) => {
    const shown = JSON.parse(text) as { entries: { n: number }[] };
    return JSON.stringify({ ...shown, entries: shown.entries.filter((entry) => entry.n !== n) });
  });
  const { root } = readCheckpoint(Buffer.from(files.get('log/checkpoint') ?? '').toString());
  putState(files, { origin: 'test.example/log', size, root: toBase64(root) });
}

describe('a log with a case that was taken back', () => {
  let gone: Awaited<ReturnType<typeof withdrawnLog>>;
  beforeAll(async () => {
    gone = await withdrawnLog();
  });
  const changed = () => ({ ...gone, files: copy(gone) });
  const found = async (files: PublicLog['files'], ref: string | null = null) =>
    (await check(served(files), { ref }, gone.policy)).report;

  it('is unchanged', async () => {
    const report = await found(gone.files);
    expect(report.findings).toEqual([]);
    expect(report.lines.find(({ id }) => id === 'entries')).toMatchObject({
      result: 'unchanged',
      values: { n: 3, cases: 1, closed: 3 },
    });
    expect(report.verdict()).toBe('own-signature');
  });

  it('is unchanged when the case was made public again and is listed', async () => {
    const { files, open } = await withdrawnLog(raised);
    putLines(files, open);
    change(files, 'state.json', (text) =>
      text.replace('"cases":[', '"cases":[{"ref":"gone","sha256":"x"},'),
    );
    expect((await found(files, 'one')).verdict()).toBe('own-signature');
  });

  it.each([
    ['an open leaf that takes no case back', closedLine(4, 6)],
    ['another reason', closedLine(4, lowering, 'erased')],
    ['an act that came before', closedLine(6, lowering)],
    ['an act that is not there', closedLine(4, 99)],
  ])('closes nothing for %s', async (_what, line) => {
    const { files } = changed();
    const index = Number(/"i":(\d)/.exec(line)?.[1]);
    putLines(files, { [index]: line });
    expect((await found(files)).findings).toContainEqual(
      expect.objectContaining({ line: 'entries', what: 'noReason', index }),
    );
  });

  it('closes nothing by an act after which the case was made public again, or is listed', async () => {
    const again = await withdrawnLog(raised);
    const { files } = changed();
    change(files, 'state.json', (text) =>
      text.replace('"cases":[', '"cases":[{"ref":"gone","sha256":"x"},'),
    );
    for (const one of [again.files, files])
      expect(
        (await found(one, 'one')).findings.flatMap(({ what, index }) =>
          what === 'noReason' ? [index] : [],
        ),
      ).toEqual([1, 2, 3]);
  });

  it.each<[string, number, Record<number, 'open' | 'closed' | null>, string[]]>([
    ['one more', 2, { 4: 'closed' }, ['otherClosed']],
    ['another in place of a public one', 2, { 4: 'closed', 1: 'open' }, ['stillOpen']],
    ['another in place of a released one', 2, { 4: 'closed', 2: null }, ['otherClosed']],
    ['none', 0, { 1: 'open', 2: 'open', 3: 'open' }, ['otherClosed', 'stillOpen']],
  ])('closes the entries of that case: not %s', async (_what, hidden, lines, expected) => {
    const { files, ...rest } = changed();
    const put = Object.entries(lines).map(([i, as]) => [
      i,
      as === 'open' ? gone.open[Number(i)] : as && closedLine(Number(i), lowering),
    ]);
    putLines(files, Object.fromEntries(put) as Record<number, string | null>);
    hideEntry({ files, ...rest }, hidden);
    const findings = (await found(files)).named();
    for (const what of expected)
      expect(findings).toContainEqual(
        expect.objectContaining({ line: 'entries', what, index: lowering, ref: 'gone', n: 4 }),
      );
  });

  it('shows no entry of a listed case that is closed', async () => {
    const { files } = changed();
    putLines(files, { 4: closedLine(4, lowering), 2: null });
    change(files, 'cases/one.json', (text) => text.replace('"n":2,', '"n":2,"status":"hidden",'));
    expect((await found(files)).findings).toContainEqual(
      expect.objectContaining({ what: 'notInLog', ref: 'one', n: 2 }),
    );
  });

  it('lists every case that is still public', async () => {
    const { files } = changed();
    change(files, 'state.json', (text) => text.replace(/"cases":\[.*?\]/, '"cases":[]'));
    for (const ref of [null, 'one'])
      expect((await found(files, ref)).findings).toMatchObject([
        { line: 'entries', what: 'caseLeftOut', ref: 'one' },
      ]);
    const another = await found(files, 'gone');
    expect([another.findings, another.verdict()]).toEqual([[], 'not-checked']);
  });
});

it.each([
  ['', (text: string) => text],
  [' without a list of files', (text: string) => text.replace('"files"', '"content"')],
])('a bundle of a newer format%s is not checked, whatever is in it', async (_what, to) => {
  const files = copy(log);
  putManifest(files);
  change(files, 'manifest.json', (text) => to(text.replace('"format":1', '"format":2')));
  change(files, 'log/checkpoint', (text) => text.replace('\n7\n', '\n6\n'));
  const { report, head } = await check(bundleSource(files));
  expect(report.lines.map(({ result, said }) => [result, said])).toEqual(
    report.lines.map(() => ['not-checked', 'newerFormat']),
  );
  expect([report.findings, report.verdict(), head]).toEqual([[], 'not-checked', null]);
});
