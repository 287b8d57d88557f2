import { createHash } from 'node:crypto';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refuseUnfinishedRestore, type EventsManifest } from '#backup';
import { Misconfigured } from '#kernel';
import { signLeaf } from '#sealing';
import { action, failureOf, opening, take, through } from '../decisions/case.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { testSigner } from '../language/sealing.js';
import {
  allLines,
  backUp,
  contentOf,
  fill,
  manifestOf,
  newPlace,
  newTarget,
  restore,
  rewrite,
  sql,
  tamper,
  writeManifestOf,
  type Target,
} from './installations.js';

/** Lines of a file in these tests. */
const perFile = 10;

describe('a backup that is not as it was written is refused', () => {
  let source: TestInstallation;
  let place: string;
  let good: string;
  let manifest: EventsManifest;
  let target: Target;
  let copies = 0;

  beforeAll(async () => {
    source = await newInstallation();
    await fill(source);
    place = await newPlace();
    good = join(place, 'good');
    await backUp(source.databases, good);
    await rewrite(good, 'events', (await allLines(good, 'events')).slice(), perFile);
    manifest = await manifestOf(good);
    target = await newTarget();
  }, 120_000);
  afterAll(async () => {
    await target.drop();
    await source.close();
    await rm(place, { recursive: true });
  });

  const copy = async (): Promise<string> => {
    copies += 1;
    const to = join(place, `copy-${copies}`);
    await cp(good, to, { recursive: true });
    return to;
  };
  const messageOf = async (directory: string, into: Target = target): Promise<string> => {
    const failure = await failureOf(restore(into, directory));
    expect(failure).toBeInstanceOf(Misconfigured);
    return (failure as Error).message;
  };
  const empty = async (): Promise<void> => {
    expect(await contentOf(target.databases)).toMatchObject({
      ...{ events: [], accessLog: [], accounts: [], checkpoints: [] },
    });
    await refuseUnfinishedRestore(target.dataDir);
  };

  it('whichever file has a flipped bit: by its name, with nothing loaded', async () => {
    const directory = await copy();
    for (const { name, bytes } of manifest.files) {
      const path = join(directory, name);
      const whole = await readFile(path);
      for (const at of [0, Math.floor(bytes / 2), bytes - 1]) {
        const flipped = Buffer.from(whole);
        flipped[at] = (flipped[at] ?? 0) ^ 1;
        await writeFile(path, flipped);
        expect(await messageOf(directory)).toContain(`is not as it was written (${path})`);
      }
      await writeFile(path, whole.subarray(0, -1));
      expect(await messageOf(directory)).toContain(`is not as it was written (${path})`);
      await rm(path);
      expect(await messageOf(directory)).toContain(`is missing (${path})`);
      await writeFile(path, whole);
    }
    await empty();
  }, 60_000);

  it('with another manifest, or one of a newer format', async () => {
    const directory = await copy();
    const [first] = manifest.files;
    const others: [object, string][] = [
      [{ ...manifest, format: 2 }, 'this version reads up to 1'],
      [{ ...manifest, kind: 'pictures' }, 'not one that a backup is written with'],
      [{ ...manifest, size: manifest.size - 1 }, 'not one that a backup is written with'],
      [{ ...manifest, files: manifest.files.slice(1) }, 'not one that a backup is written with'],
      [{ ...manifest, files: [{ ...first, name: '../../etc/passwd' }] }, 'not one that a backup'],
      [{ ...manifest, root: '00'.repeat(32), more: 1 }, 'not one that a backup is written with'],
    ];
    for (const [other, said] of others) {
      await writeManifestOf(directory, other);
      expect(await messageOf(directory)).toContain(said);
    }
    await writeFile(join(directory, 'manifest.json'), JSON.stringify(manifest).slice(0, -9));
    expect(await messageOf(directory)).toContain('not one that a backup is written with');
    await rm(join(directory, 'manifest.json'));
    expect(await messageOf(directory)).toContain('written last, is missing');
    await empty();
  });

  const change = (line: string | undefined, by: object): string =>
    JSON.stringify({ ...(JSON.parse(line ?? '') as object), ...by });
  const field = (line: string | undefined, name: string) =>
    (JSON.parse(line ?? '') as Record<string, string>)[name] ?? '';
  const renumbered = (lines: string[]) => lines.map((line, index) => change(line, { index }));
  const twins: [string, (lines: string[]) => string[], string][] = [
    ['a dropped line', (l) => l.toSpliced(24, 1), 'index 24'],
    ['a dropped line, renumbered', (l) => renumbered(l.toSpliced(24, 1)), 'index 24'],
    ['two exchanged lines', (l) => l.with(24, l[25] ?? '').with(25, l[24] ?? ''), 'index 24'],
    ['a line twice', (l) => l.toSpliced(24, 0, l[24] ?? ''), 'index 25'],
    ['a line twice, renumbered', (l) => renumbered(l.toSpliced(24, 0, l[24] ?? '')), 'index 25'],
    ['no leaf 0', (l) => renumbered(l.slice(1)), 'index 0'],
    [
      'a body of another event',
      (l) => l.with(24, change(l[24], { body: field(l[23], 'body') })),
      'index 24',
    ],
    ['an empty body', (l) => l.with(24, change(l[24], { body: '' })), 'index 24'],
    ['another type', (l) => l.with(24, change(l[24], { type: 'x.Y' })), 'index 24'],
    ['another schema version', (l) => l.with(24, change(l[24], { schemaVersion: 2 })), 'index 24'],
    ['another stream', (l) => l.with(24, change(l[24], { stream: 'log' })), 'index 24'],
    ['another version', (l) => l.with(24, change(l[24], { version: 999 })), 'index 24'],
    [
      'another event id',
      (l) => l.with(24, change(l[24], { eventId: field(l[23], 'eventId') })),
      'index 24',
    ],
    ['another time', (l) => l.with(24, change(l[24], { recordedAt: 1 })), 'index 24'],
    ['a time that is none', (l) => l.with(24, change(l[24], { recordedAt: 9e15 })), 'index 24'],
    ['one more member', (l) => l.with(24, change(l[24], { more: 1 })), 'index 24'],
    ['white space', (l) => l.with(24, `${l[24] ?? ''} `), 'index 24'],
    ['no JSON', (l) => l.with(24, '{'), 'index 24'],
    ['null', (l) => l.with(24, 'null'), 'index 24'],
    [
      'a leaf with another signature',
      (l) => l.with(24, change(l[24], { leaf: field(l[24], 'leaf').replace(/.{6}$/, 'AAAAAA') })),
      'index 24',
    ],
    [
      'a leaf signed with another key',
      (l) => l.with(24, change(l[24], { leaf: forged(field(l[24], 'leaf')) })),
      'index 24',
    ],
  ];

  /** The same leaf, well formed and well signed, by a key that leaf 0 does not name. */
  function forged(leaf: string): string {
    const { _sd, vis, iat, iss } = JSON.parse(
      Buffer.from(leaf.split('.')[1] ?? '', 'base64url').toString('utf8'),
    );
    const { privateKey } = testSigner();
    const signer = { kid: 'seal-1', privateKey, origin: iss, window: 1 };
    return signLeaf(_sd[0], vis, iat * 1000, signer);
  }

  // One installation for all: what a twin leaves there is the beginning that the next one has to be of.
  it.each(twins)(
    'with %s: by its index, and what is loaded is its beginning',
    async (_, twin, said) => {
      const directory = await copy();
      const lines = await allLines(good, 'events');
      await rewrite(directory, 'events', twin(lines), perFile);
      const message = await messageOf(directory);
      expect(message).toContain('does not verify');
      expect(message).toMatch(new RegExp(`${said}\\D`));
      const { events = [] } = await contentOf(target.databases);
      expect(message).toContain(`${events.length} of `);
      expect([0, 20]).toContain(events.length);
      const { events: all = [] } = await contentOf(source.databases);
      expect(events).toEqual(all.slice(0, events.length));
    },
  );

  it('with the last line dropped and everything else made to fit: by the root', async () => {
    const directory = await copy();
    await rewrite(directory, 'events', (await allLines(good, 'events')).slice(0, -1), perFile);
    expect(await messageOf(directory)).toContain('do not give the root');
  });

  it('with two events of two streams exchanged, renumbered: by the root, with nothing loaded', async () => {
    const directory = await copy();
    const lines = await allLines(good, 'events');
    const at = lines.findIndex(
      (line, i) => i > 0 && field(line, 'stream') !== field(lines[i + 1], 'stream') && i > 60,
    );
    const [one, two] = [lines[at] ?? '', lines[at + 1] ?? ''];
    const exchanged = lines
      .with(at, change(two, { index: at }))
      .with(at + 1, change(one, { index: at + 1 }));
    await rewrite(directory, 'events', exchanged, perFile);
    const into = await newTarget();
    expect(await messageOf(directory, into)).toMatch(/root|index/);
    expect((await contentOf(into.databases))['events']).toEqual([]);
    await into.drop();
  });

  it.each([
    ['another operation', (l: string[]) => l.with(1, change(l[1], { operation: 'x' })), 'row 1'],
    ['a dropped row', (l: string[]) => l.toSpliced(1, 1), 'row 1'],
    ['the last row dropped', (l: string[]) => l.slice(0, -1), 'head of its read audit'],
  ])('with a read audit that has %s', async (_, twin, said) => {
    const directory = await copy();
    await rewrite(directory, 'access-log', twin(await allLines(good, 'access-log')));
    const before = await contentOf(target.databases);
    expect(await messageOf(directory)).toContain(said);
    expect(await contentOf(target.databases)).toEqual(before);
  });

  it('with fewer lines than it says, or no packed lines at all', async () => {
    const directory = await copy();
    const said = await manifestOf(directory);
    const [first, second] = said.files;
    if (!first || !second) throw new Error('there are two files');
    const text = await readFile(join(directory, second.name));
    const plain = gunzipSync(text);
    for (const bytes of [
      Buffer.from('not packed'),
      text.subarray(0, -20),
      gzipSync(plain.subarray(0, plain.indexOf('\n') + 1)),
      gzipSync(plain.subarray(0, -1)),
      gzipSync(Buffer.concat([plain, Buffer.from('\n')])),
    ]) {
      await writeFile(join(directory, second.name), bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const files = said.files.with(1, { ...second, bytes: bytes.length, sha256 });
      await writeManifestOf(directory, { ...said, files });
      expect(await messageOf(directory)).toContain(`cannot be read to its end`);
    }
  });

  it('and a good copy goes on from what was loaded of a bad one', async () => {
    expect((await contentOf(target.databases))['events']).toHaveLength(20);
    await expect(refuseUnfinishedRestore(target.dataDir)).rejects.toThrow(/broken off/);
    await restore(target, good);
    await refuseUnfinishedRestore(target.dataDir);
    expect(await contentOf(target.databases)).toEqual(await contentOf(source.databases));
  });
});

describe('an installation that is not empty', () => {
  let source: TestInstallation;
  let place: string;
  beforeAll(async () => {
    source = await newInstallation();
    await take(source.engine, opening('a'));
    await source.engine.accounts.ensure('one@test.example', ['member']);
    await source.engine.accounts.issue('one@test.example', 60);
    place = await newPlace();
    await backUp(source.databases, join(place, 'first'));
    await take(source.engine, action('a', 'a-1'));
    await source.engine.accounts.issue('one@test.example', 60);
    await backUp(source.databases, join(place, 'second'));
  }, 60_000);
  afterAll(async () => {
    await source.close();
    await rm(place, { recursive: true });
  });
  const refusal = async (into: Pick<Target, 'databases' | 'dataDir'>, from = 'second') => {
    const before = await contentOf(into.databases);
    const failure = await failureOf(restore(into, join(place, from)));
    expect(failure).toBeInstanceOf(Misconfigured);
    expect(await contentOf(into.databases)).toEqual(before);
    return (failure as Error).message;
  };

  it('with another log keeps it', async () => {
    const other = await newInstallation();
    expect(await refusal(other)).toMatch(/another log.*events\/0000000000.ndjson.gz, index 0/s);
    await refuseUnfinishedRestore(other.dataDir);
    await other.close();
  });

  it('with a longer log keeps it', async () => {
    expect(await refusal(source, 'first')).toContain('a restore makes neither shorter');
  });

  it('with an earlier backup of this log takes the rest', async () => {
    const target = await newTarget();
    await restore(target, join(place, 'first'));
    await restore(target, join(place, 'second'));
    expect(await contentOf(target.databases)).toEqual(await contentOf(source.databases));
    await target.drop();
  });

  it('with a read audit of its own keeps it, and no event goes in', async () => {
    const target = await newTarget();
    await restore(target, join(place, 'first'));
    await tamper(
      target.databases,
      'office.access_log',
      `update office.access_log set operation = 'own'`,
    );
    expect(await refusal(target)).toMatch(
      /something else.*access-log\/0000000000.ndjson.gz, row 0/s,
    );
    await target.drop();
  });

  it('with another account of that address keeps it', async () => {
    const target = await newTarget();
    await sql(
      target.databases,
      `insert into office.account (id, email, roles) values (gen_random_uuid(), 'one@test.example', '{}')`,
    );
    const failure = await failureOf(restore(target, join(place, 'second')));
    expect((failure as Error).message).toContain('An account of the backup is here already');
    const { accounts } = await contentOf(target.databases);
    expect(accounts).toHaveLength(1);
    await expect(refuseUnfinishedRestore(target.dataDir)).rejects.toThrow(/broken off/);
    await target.drop();
  });

  it('that somebody else appends to meanwhile is left to them', async () => {
    const target = await newTarget();
    const move = 'update log.ledger_head set position = position + 1';
    const failure = await failureOf(
      restore(
        target,
        join(place, 'second'),
        (store) =>
          through(store, {
            head: async () => {
              const head = await store.head();
              await sql(target.databases, move);
              return head;
            },
          }) as typeof store,
      ),
    );
    expect((failure as Error).message).toContain('Something else appended');
    expect((await contentOf(target.databases))['events']).toEqual([]);
    await target.drop();
  });
});
