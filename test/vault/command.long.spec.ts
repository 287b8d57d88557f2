import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newFolder, Tracker, type Ended, type Json } from '../language/tracker.js';
import { newIdentity } from './keys.js';

jest.setTimeout(300_000);

let tracker: Tracker;
let folder: string;
let [ann, bob]: Awaited<ReturnType<typeof newIdentity>>[] = [];
beforeAll(async () => {
  folder = await newFolder();
  [ann, bob] = await Promise.all([1, 2].map(() => newIdentity(folder)));
  tracker = await Tracker.start();
});
afterAll(async () => {
  await tracker.end();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]): Promise<Ended> => tracker.command('keys', ...args, '--json');
const done = async (...args: string[]): Promise<Json> => {
  const { code, error, result } = await run(...args);
  expect([code, error]).toEqual([0, '']);
  expect(result).toMatchObject({ done: true });
  return result;
};
const kekFiles = async () =>
  (await readdir(join(tracker.dataDir, 'keys'))).filter((name) => name.startsWith('kek-'));

const record = (n: number) =>
  tracker.record(
    'recordAction',
    {
      case: 'demo',
      at: '2026-03-02T10:30:00+08:00',
      kind: 'interview',
      actor: `Zebedee Quill ${String(n)}`,
      summary: `Somebody was heard, ${String(n)}.`,
    },
    `keys-${String(n)}`,
  );
/** Texts of what the panel reads of a case. */
const texts = async (): Promise<string> =>
  JSON.stringify(
    await tracker.office(
      '{ case(ref: "demo") { record(first: 100) { nodes { type fields { name text } } } } }',
    ),
  );

describe('daylight keys', () => {
  it('lists, names recipients, drills and rotates beside a running server', async () => {
    await record(1);
    const before = await done('list');
    expect(before.keks).toMatchObject([{ version: 1, active: true, file: true }]);
    expect(before.recovery).toEqual({ recipients: [], copies: [], covers: false });
    const early = await run('drill', '--identity', ann?.file ?? '');
    expect(early.code).toBe(3);
    expect(early.error).toContain('daylight keys recovery --recipient');

    const recipients = [ann?.recipient ?? '', bob?.recipient ?? ''];
    const [one = '', two = ''] = recipients;
    expect(await done('recovery', '--recipient', one, '--recipient', two)).toEqual({
      ...{ done: true, version: 1, recipients },
    });
    const rotated = await done('rotate');
    expect(rotated).toEqual({
      ...{ done: true, version: 2, resumed: false, destroyed: [1], recipients: 2 },
      rewrapped: before.keks[0].rows,
    });
    expect(await kekFiles()).toEqual(['kek-2']);
    const drilled = await done('drill', '--identity', bob?.file ?? '');
    expect(drilled.version).toBe(2);
    expect(drilled.opened).toBeGreaterThan(0);

    // The server had the old key in memory: it goes on, and wraps under the new one.
    await record(2);
    const read = await texts();
    for (const n of [1, 2]) expect(read).toContain(`Zebedee Quill ${String(n)}`);
    const after = await done('list');
    expect(after.keks).toMatchObject([{ version: 2, active: true, file: true }]);
    expect(after.keks[0].rows).toBeGreaterThan(before.keks[0].rows);
    expect(after.recovery).toEqual({ recipients, copies: [2], covers: true });
  });

  it('speaks to people too, and never of a key or a name', async () => {
    const { code, lines } = await tracker.command('keys', 'list');
    expect(code).toBe(0);
    const text = lines.join('\n');
    expect(text).toContain('key-encryption key 2');
    expect(text).not.toMatch(/AGE-SECRET|k_[0-9a-f]{16}|Quill/);
  });

  it.each([
    ['no command', []],
    ['no identity', ['drill']],
    ['no recipient', ['recovery']],
    ['one recipient', ['recovery', '--recipient', 'one']],
    ['a secret', ['recovery', '--recipient', 'one', '--recipient', 'secret']],
  ])('answers 2 for %s', async (_, words) => {
    const named: Readonly<Record<string, string | undefined>> = {
      one: ann?.recipient,
      secret: ann?.identity,
    };
    const { code, error } = await run(...words.map((word) => named[word] ?? word));
    expect(code).toBe(2);
    expect(error).not.toBe('');
    expect(error).not.toContain(ann?.identity);
  });

  it('does all of it without a server too', async () => {
    expect(await tracker.stop()).toBe(0);
    expect(await done('rotate')).toMatchObject({ version: 3, resumed: false, destroyed: [2] });
    expect((await done('drill', '--identity', ann?.file ?? '')).version).toBe(3);
    await tracker.up();
    expect(await texts()).toContain('Zebedee Quill 1');
  });
});
