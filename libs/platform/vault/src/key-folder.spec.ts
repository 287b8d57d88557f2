import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Misconfigured } from '#kernel';
import { openKeyFolder, type KeyFolder } from './key-folder.js';

const files = ['kek-1', 'log-1.pem', 'naming', 'seal-1.pem'];
let dataDir: string;
const file = (name: string) => join(dataDir, 'keys', name);
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
const contents = () => Promise.all(files.map((name) => readFile(file(name), 'utf8')));
const kek1 = ({ keks }: KeyFolder) => keks.get(1) as Buffer;
const told = ({ naming, sealing, log, ...rest }: KeyFolder) =>
  [kek1(rest as KeyFolder), naming, log.publicKey].map((b) => b.toString('hex')).join() +
  String(sealing.publicJwk['x']);

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'daylight-folder-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

describe('the key folder', () => {
  it('is made for its owner alone', async () => {
    await openKeyFolder(dataDir);
    expect(await modeOf(join(dataDir, 'keys'))).toBe(0o700);
    expect((await readdir(join(dataDir, 'keys'))).sort()).toEqual(files);
    for (const name of files) expect([name, await modeOf(file(name))]).toEqual([name, 0o600]);
  });

  it('holds keys of their own in every installation', async () => {
    const here = await openKeyFolder(dataDir);
    expect(kek1(here)).toHaveLength(32);
    expect(here.naming).toHaveLength(32);
    expect(here.log.publicKey).toHaveLength(32);
    expect(here.naming.equals(kek1(here))).toBe(false);
    expect(here.sealing.publicJwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', kid: 'seal-1' });
    expect(Object.keys(here.sealing.publicJwk)).not.toContain('d');
    const other = await openKeyFolder(join(dataDir, 'other'));
    expect(told(other)).not.toBe(told(here));
  });

  it('is not made anew at the second start', async () => {
    const first = await openKeyFolder(dataDir);
    const before = await contents();
    const second = await openKeyFolder(dataDir);
    expect(await contents()).toEqual(before);
    expect(told(second)).toBe(told(first));
  });

  it('is the same for all that make it at once', async () => {
    // Whoever lost the race must not go on with a key that is in no file: what it wraps would never open again.
    const folders = await Promise.all(Array.from({ length: 20 }, () => openKeyFolder(dataDir)));
    expect(new Set(folders.map(told)).size).toBe(1);
    expect(told(await openKeyFolder(dataDir))).toBe(told(folders[0] as KeyFolder));
    expect((await readdir(join(dataDir, 'keys'))).sort()).toEqual(files);
  });

  it('ignores what a crash left half written', async () => {
    await mkdir(join(dataDir, 'keys'), { mode: 0o700 });
    for (const half of ['kek-1.0123456789ab.new', 'kek-1.4711.new'])
      await writeFile(file(half), 'AAAA');
    const kek = kek1(await openKeyFolder(dataDir));
    expect(kek).toHaveLength(32);
    expect(kek1(await openKeyFolder(dataDir)).equals(kek)).toBe(true);
  });

  it.each(files)('%s that cannot be read is named', async (name) => {
    await mkdir(file(name), { recursive: true }); // also the superuser cannot read a folder as a file
    const failure = await openKeyFolder(dataDir).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Misconfigured);
    expect((failure as Error).message).toContain(file(name));
  });

  it.each(files)('%s that holds no key is named, and what it holds is not', async (name) => {
    const before = await openKeyFolder(dataDir);
    const held = (await readFile(file(name), 'utf8')).slice(0, -30);
    await writeFile(file(name), held);
    const failure = await openKeyFolder(dataDir).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Misconfigured);
    const said = (failure as Error).message;
    expect(said).toContain(file(name));
    expect(said).not.toContain(held.split('\n').at(-1)?.slice(0, 8) || held.slice(30, 60));
    expect(said).not.toContain(kek1(before).toString('base64').slice(0, 8));
    expect(await readFile(file(name), 'utf8')).toBe(held);
  });
});
