import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  change,
  publicLog,
  putManifest,
  putState,
  type PublicLog,
} from '../../../test/language/public-log.js';
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

describe('a log with a case that was taken back', () => {
  const back = () => publicLog({ takenBack: true });
  const line = (index: number) => new RegExp(`\\{"i":${String(index)},.*\\n`);
  const disclosures = 'disclosures/0.jsonl';
  /** Of an entry of the case `one`, what is said instead of its windows; the pages leave it out too. */
  const hidden = async (index: number, why: object) => {
    const { files } = await back();
    change(files, disclosures, (text) =>
      text.replace(line(index), `${JSON.stringify({ ...why, i: index })}\n`),
    );
    return check(served(files));
  };

  it('is unchanged', async () => {
    const { report } = await check(served((await back()).files));
    expect(report.findings).toEqual([]);
    expect(report.verdict()).toBe('own-signature');
  });

  it('does not hide an entry of another case', async () => {
    const { report } = await hidden(4, { by: 9, why: 'withdrawn' });
    expect(report.named()).toContainEqual(
      expect.objectContaining({ what: 'closedOthers', index: 9, ref: 'two' }),
    );
    expect(report.verdict()).toBe('mismatch');
  });

  it.each([
    ['a leaf that takes nothing back', { by: 6, why: 'withdrawn' }],
    ['a leaf before it', { by: 0, why: 'withdrawn' }],
    ['another reason', { by: 9, why: 'erased' }],
    ['a leaf that is not there', { by: 99, why: 'withdrawn' }],
  ])('hides nothing by %s', async (_what, why) => {
    const { report } = await hidden(4, why);
    expect(report.named()).toContainEqual(expect.objectContaining({ what: 'noReason', index: 4 }));
  });

  it('closes all of its own entries', async () => {
    const { files } = await back();
    change(files, disclosures, (text) => text.replace(/\{"by":9,"i":7.*\n/, ''));
    const { report } = await check(served(files));
    expect(report.named()).toContainEqual(expect.objectContaining({ what: 'closedOthers' }));
  });

  it('may not leave another case off the pages', async () => {
    const { files } = await back();
    change(files, 'state.json', (text) => text.replace(/"cases":\[.*?\]/, '"cases":[]'));
    for (const ref of [null, 'one']) {
      const { report } = await check(served(files), { ref });
      expect(report.named()).toContainEqual(
        expect.objectContaining({ what: 'caseLeftOut', ref: 'one' }),
      );
    }
    expect((await check(served(files), { ref: 'two' })).report.verdict()).toBe('not-checked');
  });
});

describe('nothing good is said', () => {
  it('of a bundle of a newer format, whatever is in it', async () => {
    const files = copy(log);
    change(files, 'policy.tlog', (text) => `# ${text}`);
    putManifest(files);
    change(files, 'manifest.json', (text) => text.replace('"format":1', '"format":2'));
    const answer = await check(bundleSource(files));
    expect(new Set(Object.values(results(answer)))).toEqual(new Set(['not-checked']));
    expect(answer.report.verdict()).toBe('not-checked');
  });

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
