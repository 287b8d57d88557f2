import { spawn } from 'node:child_process';
import { createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Misconfigured } from '#kernel';
import { withClient } from '#platform/postgres';
import { listKeys, Officers, rotate, type Vault } from '#vault';
import { repository } from '../language/tracker.js';
import { failureOf, hex, newKeys, textOf, type TestKeys } from './keys.js';

let keys: TestKeys;
let folder: string;
beforeEach(async () => {
  keys = await newKeys();
  folder = join(keys.parts.dataDir, 'keys');
});
afterEach(() => keys.close());

const kekFiles = async () => (await readdir(folder)).filter((name) => name.startsWith('kek-'));

/** Keys of people, made by a vault, by person. */
async function make(vault: Vault, count: number): Promise<Map<string, string>> {
  const people = Array.from({ length: count }, () => randomUUID());
  const ring = await vault.keyring('case-a', 'case', people);
  return new Map(people.map((person) => [person, hex(ring.person(person))]));
}

async function expectKeys(vault: Vault, made: ReadonlyMap<string, string>): Promise<void> {
  const ring = await vault.keyring('case-a', 'case', [...made.keys()]);
  expect([...made.keys()].map((person) => hex(ring.person(person)))).toEqual([...made.values()]);
}

/** What is wrong with keys after a rotation, without any code of the vault; empty when nothing is. */
async function faults(): Promise<string[]> {
  const found: string[] = [];
  const files = await kekFiles();
  if (files.length !== 1) found.push(`files ${files.join()}`);
  const { rows } = await keys.pool.query<{ kid: string; kek: number; wrapped: Buffer }>(
    'select kid, kek, wrapped from wrapped_key',
  );
  for (const { kid, kek, wrapped } of rows) {
    try {
      const key = Buffer.from(await readFile(join(folder, `kek-${String(kek)}`), 'utf8'), 'base64');
      const open = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, 12), {
        authTagLength: 16,
      });
      open.setAAD(Buffer.from(kid)).setAuthTag(wrapped.subarray(12, 28));
      open.update(wrapped.subarray(28));
      open.final();
    } catch {
      found.push(`${kid} under ${String(kek)}`);
    }
  }
  return found;
}

describe('a rotation', () => {
  it('moves every row under a new key, which alone is left, and reports it', async () => {
    const made = await make(await keys.vault(), 1200);
    const before = await textOf(keys.databases);
    const steps: number[] = [];
    const rotated = await rotate(keys.parts, (rewrapped) => steps.push(rewrapped));
    expect(rotated).toEqual({
      ...{ version: 2, resumed: false, rewrapped: 1202 },
      ...{ destroyed: [1], recipients: 0 },
    });
    expect(steps).toEqual([500, 1000, 1202]);
    expect(await faults()).toEqual([]);
    await expectKeys(await keys.vault(), made);
    // Wrapped anew, not just counted on.
    const wrapped = /\\\\x[0-9a-f]{100,}/g;
    const old = new Set(before.match(wrapped));
    expect(old.size).toBe(1202);
    expect((await textOf(keys.databases)).match(wrapped)?.some((w) => old.has(w))).toBe(false);
    expect(await rotate(keys.parts)).toMatchObject({ version: 3, resumed: false, destroyed: [2] });
    expect(await faults()).toEqual([]);
  });

  it('leaves processes with an older folder at work', async () => {
    const [reader, writer, idle] = [await keys.vault(), await keys.vault(), await keys.vault()];
    const made = await make(writer, 10);
    await rotate(keys.parts);
    await rotate(keys.parts);
    await expectKeys(reader, made);
    const later = await make(writer, 10);
    expect(await faults()).toEqual([]);
    await expectKeys(idle, later);
    const procedure = await idle.procedureKey('case-a', 'case');
    expect((await reader.keys([procedure.kid])).map(hex)).toEqual([hex(procedure)]);
  });

  it('misses no key that others make meanwhile', async () => {
    const made = await make(await keys.vault(), 2000);
    const writers = [await keys.vault(), await keys.vault()];
    let going = true;
    const writing = writers.map(async (vault) => {
      const all = new Map<string, string>();
      while (going) for (const one of await make(vault, 20)) all.set(...one);
      return all;
    });
    const rotations = [await rotate(keys.parts), await rotate(keys.parts)];
    going = false;
    const meanwhile = await Promise.all(writing);
    expect(rotations.map(({ version }) => version)).toEqual([2, 3]);
    expect(await faults()).toEqual([]);
    const fresh = await keys.vault();
    for (const map of [made, ...meanwhile]) {
      expect(map.size).toBeGreaterThan(0);
      await expectKeys(fresh, map);
    }
  });

  it('is not at work twice at once', async () => {
    await make(await keys.vault(), 1200);
    const both = await Promise.all([rotate(keys.parts), rotate(keys.parts)]);
    expect(both.map(({ version }) => version).sort()).toEqual([2, 3]);
    expect(await faults()).toEqual([]);
  });

  it('would be found out by a row that comes under the old key: the twin', async () => {
    // As a process did that wraps with what it has in memory and does not ask which version is active.
    await make(await keys.vault(), 10);
    const old = (await keys.folder()).keks.get(1) as Buffer;
    const insert = () => {
      const kid = `k_${randomBytes(8).toString('hex')}`;
      return keys.pool.query(
        `insert into wrapped_key values ($1, $2, 'case', 'personal', 1, $3, now())`,
        [kid, `person:${randomUUID()}`, Buffer.concat([old, randomBytes(28)])],
      );
    };
    await rotate(keys.parts);
    expect(await faults()).toEqual([]);
    await insert();
    expect(await faults()).toHaveLength(1);
    const failure = await failureOf(keys.vault().then(readAll));
    expect(failure).toBeInstanceOf(Misconfigured);
  });

  it('destroys nothing while a row does not open', async () => {
    await make(await keys.vault(), 10);
    const { rows } = await keys.pool.query<{ kid: string }>(
      `update wrapped_key set wrapped = decode(repeat('00', 60), 'hex') where class = 'panel' returning kid`,
    );
    const failure = await failureOf(rotate(keys.parts));
    expect(failure).toBeInstanceOf(Misconfigured);
    expect(failure.message).toContain(rows[0]?.kid);
    expect(await kekFiles()).toEqual(['kek-1', 'kek-2']);
    await keys.pool.query('delete from wrapped_key where kid = $1', [rows[0]?.kid]);
    expect(await rotate(keys.parts)).toMatchObject({ resumed: true, version: 2 });
    expect(await faults()).toEqual([]);
  });

  it('destroys drafts of an old key too, and keeps everything else', async () => {
    await make(await keys.vault(), 1);
    for (const draft of ['kek-1.0123456789ab.new', 'kek-7.0123456789ab.new'])
      await copyFile(join(folder, 'kek-1'), join(folder, draft));
    const names = await readdir(folder);
    await rotate(keys.parts);
    const kept = names.filter((name) => !name.startsWith('kek-'));
    expect((await readdir(folder)).sort()).toEqual([...kept, 'kek-2'].sort());
  });

  it('stops where the key in use is lost', async () => {
    await make(await keys.vault(), 1);
    await rotate(keys.parts);
    await writeFile(join(folder, 'kek-9'), randomBytes(32).toString('base64'));
    await withClient(keys.databases.keys.owner, (client) =>
      client.query('update active_kek set version = 5'),
    );
    const failure = await failureOf(rotate(keys.parts));
    expect(failure).toBeInstanceOf(Misconfigured);
    expect((await kekFiles()).sort()).toEqual(['kek-2', 'kek-9']);
  });
});

const readAll = async (vault: Vault) => {
  const { rows } = await keys.pool.query<{ kid: string }>('select kid from wrapped_key');
  return vault.keys(rows.map(({ kid }) => kid));
};

describe('a rotation that is broken off', () => {
  it.each([1, 2, 3])('after transaction %i is finished by the next one', async (last) => {
    const made = await make(await keys.vault(), 1200);
    let steps = 0;
    const broken = rotate(keys.parts, () => {
      steps += 1;
      if (steps === last) throw new Error('broken off');
    });
    expect((await failureOf(broken)).message).toBe('broken off');
    // Both are needed until then, and there.
    expect((await kekFiles()).sort()).toEqual(['kek-1', 'kek-2']);
    await expectKeys(await keys.vault(), made);
    const later = await make(await keys.vault(), 5);
    const finished = await rotate(keys.parts);
    const left = Math.max(0, 1202 - last * 500);
    expect(finished).toMatchObject({ version: 2, resumed: true, rewrapped: left, destroyed: [1] });
    expect(await faults()).toEqual([]);
    await expectKeys(await keys.vault(), made);
    await expectKeys(await keys.vault(), later);
  });

  it('before the new key became active is finished with that key', async () => {
    const made = await make(await keys.vault(), 10);
    await writeFile(join(folder, 'kek-2'), randomBytes(32).toString('base64'), { mode: 0o600 });
    // A process that starts in between sees the newer file, and may not use it yet.
    const later = await make(await keys.vault(), 10);
    const { keks } = await listKeys(keys.parts);
    expect(keks.map(({ version, active, rows }) => [version, active, rows])).toEqual([
      [1, true, 22],
      [2, false, 0],
    ]);
    expect(await rotate(keys.parts)).toMatchObject({ version: 2, resumed: true, destroyed: [1] });
    expect(await faults()).toEqual([]);
    await expectKeys(await keys.vault(), made);
    await expectKeys(await keys.vault(), later);
  });

  it('by kill -9 is finished by the next one', async () => {
    const made = await make(await keys.vault(), 1200);
    // Stands still after its second transaction, until it is killed.
    const program = `
      import { rotate } from '#vault';
      let steps = 0;
      await rotate(${JSON.stringify(keys.parts)}, () => {
        steps += 1;
        if (steps < 2) return;
        process.stdout.write('here');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await kekFiles()).sort()).toEqual(['kek-1', 'kek-2']);
    const finished = await rotate(keys.parts);
    expect(finished).toMatchObject({ version: 2, resumed: true, rewrapped: 202, destroyed: [1] });
    expect(await faults()).toEqual([]);
    await expectKeys(await keys.vault(), made);
  });
});

describe('keys of level 2', () => {
  it('are rewrapped too, in every batch and for every officer', async () => {
    const officers = new Officers(keys.pool, await keys.folder());
    for (const account of ['a', 'b', 'c'])
      await officers.enrol(account, 'support', 'twelve letters');
    const vault = await keys.vault();
    const people = Array.from({ length: 200 }, () => randomUUID());
    const ring = await vault.keyring('case-a', 'support', people);
    const rotated = await rotate(keys.parts);
    expect(rotated.rewrapped).toBe(1 + 201 * 3);
    expect(await faults()).toEqual([]);
    const session = await officers.unlock('b', 'support', 'twelve letters');
    const kids = [ring.panel, ...people.map((person) => ring.person(person))];
    expect((await session.keys(kids.map(({ kid }) => kid))).map(hex)).toEqual(kids.map(hex));
    session.close();
  });
});
