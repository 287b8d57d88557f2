import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Misconfigured } from '#kernel';
import { backUpKeys, drill, Officers, restoreKeys, rotate, setRecovery } from '#vault';
import { hex, failureOf, newIdentity, newKeys, type TestKeys } from './keys.js';

const passphrase = 'a passphrase of some length';
const tables = ['wrapped_key', 'alias', 'officer', 'content_key', 'sealed_key'];

let from: TestKeys;
let backup: string;
let [ann, bob]: Awaited<ReturnType<typeof newIdentity>>[] = [];
/** What must be there after a restore. */
let content: { person: string; keys: string; kids: string[]; sealed: string[]; contents: string[] };

beforeAll(async () => {
  from = await newKeys();
  backup = await mkdtemp(join(tmpdir(), 'daylight-backup-'));
  [ann, bob] = await Promise.all([1, 2].map(() => newIdentity(from.parts.dataDir)));
  const officers = new Officers(from.pool, await from.folder());
  await officers.enrol('o', 'support', passphrase);
  const vault = await from.vault();
  const people = await vault.personsOf(
    'case-a',
    Array.from({ length: 1100 }, (_, i) => `P ${i}`),
  );
  const ring = await vault.keyring('case-a', 'case', people);
  const support = await vault.keyring('case-a', 'support', people.slice(0, 3));
  const kids = [ring.panel.kid, ...people.map((person) => ring.person(person).kid)];
  content = {
    person: people[7] ?? '',
    kids,
    keys: (await vault.keys(kids)).map(hex).join(),
    sealed: [support.panel.kid],
    contents: [hex(support.panel)],
  };
  await setRecovery(from.parts, [ann?.recipient ?? '', bob?.recipient ?? '']);
  await rotate(from.parts);
});
afterAll(async () => {
  await from.close();
  await rm(backup, { recursive: true });
});

let made: string;
beforeEach(async () => {
  made = join(backup, randomUUID());
  await mkdir(made);
});

let to: TestKeys;
/** A data folder without keys of its own, on an empty keys database. */
async function empty(): Promise<void> {
  to = await newKeys();
  for (const name of ['kek-1', 'naming', 'seal-1.pem', 'log-1.pem'])
    await rm(join(to.parts.dataDir, 'keys', name));
}

const rowsOf = async ({ pool }: TestKeys) => {
  const all: unknown[] = [];
  for (const table of [...tables, 'active_kek']) {
    const { rows } = await pool.query(`select t::text from ${table} t order by 1`);
    all.push(rows);
  }
  return all;
};
const restored = () => restoreKeys(to.parts, made, ann?.file ?? '');

/** The backup made and one file of it changed; with the manifest made to agree, as an attacker would. */
async function changed(name: string, change: (text: string) => string) {
  await backUpKeys(from.parts, made);
  const path = join(made, name);
  const bytes = await readFile(path);
  const packed = name.endsWith('.gz');
  const text = change(packed ? gunzipSync(bytes).toString() : bytes.toString('latin1'));
  await writeFile(path, packed ? gzipSync(text) : Buffer.from(text, 'latin1'));
}
async function agreed(name: string) {
  const path = join(made, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  const bytes = await readFile(join(made, name));
  for (const file of manifest.files) {
    if (file.name !== name) continue;
    file.bytes = bytes.length;
    file.sha256 = createHash('sha256').update(bytes).digest('hex');
  }
  await writeFile(path, JSON.stringify(manifest));
}

async function refused(what: string | RegExp) {
  const failure = await failureOf(restored());
  expect(failure).toBeInstanceOf(Misconfigured);
  expect(failure.message).toMatch(what);
  expect((await rowsOf(to)).slice(0, -1)).toEqual(tables.map(() => []));
  expect((await readdir(join(to.parts.dataDir, 'keys'))).sort()).not.toContain('naming');
}

describe('a backup of keys', () => {
  beforeAll(empty);
  afterAll(() => to.close());

  it('says what it holds, for its owner alone', async () => {
    expect(await backUpKeys(from.parts, made)).toEqual({
      rows: 1112,
      aliases: 1100,
      recipients: 2,
    });
    const names = await readdir(made);
    const files = [...tables.map((table) => `${table}.ndjson.gz`), 'key-folder.age'];
    expect(names.sort()).toEqual([...files, 'manifest.json'].sort());
    expect((await stat(made)).mode & 0o777).toBe(0o700);
    for (const name of names) expect((await stat(join(made, name))).mode & 0o777).toBe(0o600);
    const manifest = JSON.parse(await readFile(join(made, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ format: 1, kind: 'keys', kek: 2 });
    expect(manifest.files.map(({ name }: { name: string }) => name).sort()).toEqual(files.sort());
  });

  it('holds no key, no name and nothing that opens a row without an identity', async () => {
    await backUpKeys(from.parts, made);
    const texts = await Promise.all(
      (await readdir(made)).map(async (name) => {
        const bytes = await readFile(join(made, name));
        return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
      }),
    );
    const all = texts.join('\n');
    const kek = Buffer.from(
      await readFile(join(from.parts.dataDir, 'keys', 'kek-2'), 'utf8'),
      'base64',
    );
    const secrets = [
      kek,
      ...content.keys
        .split(',')
        .slice(0, 50)
        .map((k) => Buffer.from(k, 'hex')),
    ];
    expect(all).toContain(content.kids[3]);
    for (const secret of secrets) {
      for (const form of ['hex', 'base64', 'latin1'] as const)
        expect(all.includes(secret.toString(form))).toBe(false);
    }
    expect(all).not.toContain('P 7');
  });

  it('is refused while nobody could open it, and where something is already', async () => {
    const failure = await failureOf(backUpKeys(to.parts, made));
    expect(failure).toBeInstanceOf(Misconfigured);
    expect(failure.message).toContain('daylight keys recovery --recipient');
    expect(await readdir(made)).toEqual([]);
    await backUpKeys(from.parts, made);
    expect((await failureOf(backUpKeys(from.parts, made))).message).toContain('not empty');
    const nowhere = await failureOf(backUpKeys(from.parts, join(made, 'not-there')));
    expect(nowhere).toBeInstanceOf(Misconfigured);
  });
});

describe('a restore of keys', () => {
  beforeEach(empty);
  afterEach(() => to.close());

  it('brings back every key, name and officer, and recovers as before', async () => {
    const { rows, aliases } = await backUpKeys(from.parts, made);
    expect(await restored()).toEqual({ rows, aliases });
    expect(await rowsOf(to)).toEqual(await rowsOf(from));
    const vault = await to.vault();
    expect((await vault.keys(content.kids)).map(hex).join()).toBe(content.keys);
    expect(await vault.personOf('case-a', 'P 7')).toBe(content.person);
    const session = await new Officers(to.pool, await to.folder()).unlock(
      'o',
      'support',
      passphrase,
    );
    expect((await session.keys(content.sealed)).map(hex)).toEqual(content.contents);
    session.close();
    expect(await drill(to.parts, bob?.file ?? '')).toMatchObject({ version: 2 });
    const ring = await vault.keyring('case-b', 'case', []);
    expect(ring.panel.key).toHaveLength(32);
  });

  it('goes on where the same is there already, in part or whole', async () => {
    await backUpKeys(from.parts, made);
    await cp(join(from.parts.dataDir, 'keys', 'kek-2'), join(to.parts.dataDir, 'keys', 'kek-2'));
    await restored();
    const before = await rowsOf(to);
    await restored();
    expect(await rowsOf(to)).toEqual(before);
    await rm(join(to.parts.dataDir, 'keys', 'naming'));
    await restored();
    expect(await to.vault().then((vault) => vault.personOf('case-a', 'P 7'))).toBe(content.person);
  });

  it('is refused over other rows', async () => {
    await backUpKeys(from.parts, made);
    await restored();
    await to.pool.query(`delete from alias where scope = 'case-a' and person = $1`, [
      content.person,
    ]);
    const failure = await failureOf(restored());
    expect(failure).toBeInstanceOf(Misconfigured);
    expect(failure.message).toContain('keys database');
  });
});

describe('a restore of keys that is refused', () => {
  beforeAll(empty);
  afterAll(() => to.close());

  it('is so to whoever has no identity of a recipient', async () => {
    await backUpKeys(from.parts, made);
    const eve = await newIdentity(backup);
    const failure = await failureOf(restoreKeys(to.parts, made, eve.file));
    expect(failure).toBeInstanceOf(Misconfigured);
    expect(await readdir(join(to.parts.dataDir, 'keys'))).not.toContain('naming');
    await rm(eve.file);
  });

  it('is so over other keys', async () => {
    await backUpKeys(from.parts, made);
    for (const [name, said] of [
      ['kek-2', 'kek-2'],
      ['naming', 'naming'],
      ['kek-1', 'kek-1'],
    ]) {
      const path = join(to.parts.dataDir, 'keys', name ?? '');
      await writeFile(path, Buffer.alloc(32, 7).toString('base64'));
      const failure = await failureOf(restored());
      expect(failure).toBeInstanceOf(Misconfigured);
      expect(failure.message).toContain(said);
      await rm(path);
    }
    expect((await rowsOf(to)).slice(0, -1)).toEqual(tables.map(() => []));
  });

  it.each([
    ['wrapped_key.ndjson.gz', (text: string) => text.slice(0, -200)],
    ['key-folder.age', (text: string) => `${text}x`],
    ['alias.ndjson.gz', () => ''],
  ])('is so when %s is not as it was written', async (name, change) => {
    await changed(name, change);
    await refused(name);
  });

  it('is so when a file is missing, or the manifest is', async () => {
    await backUpKeys(from.parts, made);
    await rm(join(made, 'sealed_key.ndjson.gz'));
    await refused('sealed_key');
    await rm(join(made, 'manifest.json'));
    await refused('no such backup');
  });

  it('is so when rows were exchanged and the manifest made to agree', async () => {
    // Only the keys themselves can tell, and they do: a row is bound to its id.
    await changed('wrapped_key.ndjson.gz', (text) => {
      const [one = '', two = '', ...rest] = text.split('\n');
      const [a, b] = [JSON.parse(one), JSON.parse(two)];
      [a.wrapped, b.wrapped] = [b.wrapped, a.wrapped];
      return [JSON.stringify(a), JSON.stringify(b), ...rest].join('\n');
    });
    await agreed('wrapped_key.ndjson.gz');
    await refused('does not open key');
  });

  it('is so for a manifest that names a key it does not have', async () => {
    await changed('manifest.json', (text) => text.replace('"kek": 2', '"kek": 3'));
    await refused('key-encryption key 3');
  });

  it('is so for a manifest that names other files', async () => {
    await backUpKeys(from.parts, made);
    const path = join(made, 'manifest.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('alias.ndjson.gz', '../alias.ndjson.gz'));
    await refused('other files');
  });
});
