import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Misconfigured } from '#kernel';
import { parseVerifierKey, verifyCosignatures } from '#tlog';
import { flipped } from '../../../../test/language/merkle.js';
import { forkOf, temporaryFolder, TestLog } from '../../../../test/language/watched-log.js';
import { Heads, Overtaken, type Head } from './heads.js';
import { openWitness, type OpenWitness } from './open-witness.js';
import { Witness } from './witness.js';

const log = new TestLog();
const fork = forkOf(log, 3);
const at = 1_800_000_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const open = (name = 'w.example') =>
  openWitness({
    ...{ folder: folder.path, name, logs: [parseVerifierKey(log.vkey)] },
    clock: { now: () => at * 1000 },
    onNotice: () => undefined,
  });
const ask = async ({ witness }: OpenWitness, body: string) => {
  const { status, text } = await witness.add(Buffer.from(body));
  return [status, status === 200 ? 'signed' : text.trim()] as const;
};
const logFolder = () =>
  join(folder.path, 'logs', createHash('sha256').update(log.origin).digest('hex'));
const pem = () => join(folder.path, 'witness.pem');

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

describe('the folder of a witness', () => {
  it('is its owner’s alone, with a key that stays', async () => {
    const { vkey } = await open();
    expect([folder.path, pem()].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
    await ask(await open(), log.request(0, 8));
    expect(statSync(join(logFolder(), '1')).mode & 0o777).toBe(0o600);
    expect((await open()).vkey).toBe(vkey);
  });

  it('has one key when two begin at once', async () => {
    const both = await Promise.all([open(), open(), open()]);
    expect(new Set(both.map(({ vkey }) => vkey)).size).toBe(1);
  });

  it('is refused when others may read it', async () => {
    await open();
    chmodSync(pem(), 0o640);
    await expect(open()).rejects.toThrow(Misconfigured);
    chmodSync(pem(), 0o600);
    chmodSync(folder.path, 0o755);
    await expect(open()).rejects.toThrow(/chmod 0700/);
  });

  it('is refused when it is somebody else’s, or lost its key', async () => {
    mkdirSync(folder.path);
    writeFileSync(join(folder.path, 'letter.txt'), '');
    await expect(open()).rejects.toThrow(/no witness.pem/);
    rmSync(folder.path, { recursive: true });
    await ask(await open(), log.request(0, 8));
    rmSync(pem());
    await expect(open()).rejects.toThrow(/no witness.pem/);
    expect(readdirSync(folder.path)).toEqual(['logs']);
  });

  it('is refused with a key that is none', async () => {
    await open();
    for (const text of ['', 'x', readFileSync(pem(), 'utf8').slice(0, 60)]) {
      writeFileSync(pem(), text);
      await expect(open()).rejects.toThrow(/cannot be read/);
    }
  });

  it('is refused under another name or key, as what it signed is not theirs', async () => {
    await ask(await open(), log.request(0, 8));
    await expect(open('other.example')).rejects.toThrow(/another key or under another name/);
    rmSync(pem());
    const kept = logFolder();
    const own = join(folder.path, '..', 'kept');
    mkdirSync(own);
    copyFileSync(join(kept, '1'), join(own, '1'));
    rmSync(folder.path, { recursive: true });
    await open();
    copyFileSync(join(own, '1'), join(kept, '1'));
    await expect(open()).rejects.toThrow(/another key or under another name/);
  });

  it('is refused with any bit of the text of what it signed last turned, and cut off', async () => {
    const opened = await open();
    await ask(opened, log.request(0, 8));
    const file = join(logFolder(), '1');
    const whole = readFileSync(file);
    const textEnd = whole.indexOf('\n\n') + 1;
    for (let bit = 0; bit < textEnd * 8; bit += 1) {
      writeFileSync(file, flipped(whole, bit));
      const heads = new Heads(logFolder(), log.origin, parseVerifierKey(opened.vkey));
      await expect(heads.last()).rejects.toThrow(/damaged/);
    }
    for (const length of [0, 1, textEnd, whole.length - 1]) {
      writeFileSync(file, whole.subarray(0, length));
      await expect(open()).rejects.toThrow(/damaged/);
    }
    writeFileSync(file, whole);
    expect(await ask(await open(), log.request(8, 9))).toEqual([200, 'signed']);
  });

  it('signs no more when what it signed is taken away under it', async () => {
    const opened = await open();
    await ask(opened, log.request(0, 8));
    rmSync(join(logFolder(), '1'));
    await expect(ask(opened, log.request(0, 9))).rejects.toThrow(/is gone/);
    rmSync(logFolder(), { recursive: true });
    await expect(ask(opened, log.request(0, 9))).rejects.toThrow(/ENOENT/);
  });

  it('is swept of drafts and older heads', async () => {
    const opened = await open();
    await ask(opened, log.request(0, 8));
    writeFileSync(join(logFolder(), '1.aabbccddeeff.new'), 'half');
    await ask(opened, log.request(8, 9));
    expect(readdirSync(logFolder())).toEqual(['2']);
  });
});

describe('two witnesses on one folder', () => {
  it('never follow one head with two others', async () => {
    const [one, two] = await Promise.all([open(), open()]);
    await ask(one, log.request(0, 4));
    const answers = await Promise.all(
      [one, two].flatMap((opened, i) =>
        [5, 6, 7].map((size) => ask(opened, log.request(4, size + 3 * i))),
      ),
    );
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
    for (const [status] of answers) expect([200, 409, 503]).toContain(status);
  });

  it('do not take a turn again that one of them is past', async () => {
    const opened = await open();
    const key = parseVerifierKey(opened.vkey);
    const slow = new Heads(logFolder(), log.origin, key);
    await ask(opened, log.request(0, 4));
    const held = await slow.last();
    for (const [from, to] of [
      [4, 5],
      [5, 6],
      [6, 7],
    ] as const)
      await ask(opened, log.request(from, to));
    await expect(slow.follow(held, fork.note(5))).rejects.toThrow(Overtaken);
    await expect(slow.follow(null, fork.note(5))).rejects.toThrow(Overtaken);
    expect(await ask(opened, log.request(7, 8))).toEqual([200, 'signed']);
  });
});

/** Heads whose next write is lost, or kept, and in both cases reported as lost. */
const failing = (heads: Heads, kept: boolean): Heads =>
  Object.assign(Object.create(heads) as Heads, {
    last: () => heads.last(),
    follow: async (last: Head | null, note: string) => {
      if (kept) await heads.follow(last, note);
      throw new Error('EIO');
    },
  });

describe.each([
  ['lost', false],
  ['kept, and reported as lost', true],
])('a head that is %s', (_what, kept) => {
  it('leaves without a signature, and none that disagrees follows it', async () => {
    const good = await open();
    await ask(good, log.request(0, 4));
    const { logs, witness } = good;
    const parts = (witness as unknown as { parts: ConstructorParameters<typeof Witness>[0] }).parts;
    const broken = new Witness({
      ...parts,
      logs: logs.map((one) => ({ ...one, heads: failing(one.heads, kept) })),
    });
    await expect(broken.add(Buffer.from(log.request(4, 6)))).rejects.toThrow('EIO');
    // The same one and a new one agree on what is there, whatever was said of it.
    for (const opened of [good, await open()]) {
      expect(await ask(opened, fork.request(4, 5))).toEqual(
        kept ? [409, '6'] : [422, expect.any(String)],
      );
      expect(await ask(opened, log.request(kept ? 6 : 4, kept ? 6 : 4))).toEqual([200, 'signed']);
    }
    const { text } = await good.witness.add(Buffer.from(log.request(kept ? 6 : 4, 7)));
    expect(verifyCosignatures(log.note(7) + text, [parseVerifierKey(good.vkey)])).toHaveLength(1);
  });
});
