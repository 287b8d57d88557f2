import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, Misconfigured } from '#kernel';
import { createWhole, readIfThere, syncFolder } from './private-file.js';

const fileOf = (folder: string, version: number) => join(folder, `kek-${String(version)}`);

/** The key-encryption keys of a folder by version, read again when a row names one that is not known yet. */
export class KeyEncryptionKeys {
  constructor(
    private readonly folder: string,
    private known: ReadonlyMap<number, Buffer>,
  ) {}

  get(version: number): Buffer | undefined {
    return this.known.get(version);
  }

  get newest(): number {
    return Math.max(0, ...this.known.keys());
  }

  get versions(): number[] {
    return [...this.known.keys()].sort((a, b) => a - b);
  }

  /** Another process rotates: new ones come, and those whose file is gone are let go of here too. */
  async reload(): Promise<void> {
    this.known = await readKeks(this.folder);
  }
}

/** Every version that has a file. @throws Misconfigured when a file cannot be read or holds no key */
export async function readKeks(folder: string): Promise<Map<number, Buffer>> {
  const keks = new Map<number, Buffer>();
  for (const version of await versionsIn(folder)) {
    const file = fileOf(folder, version);
    const text = await readIfThere(file);
    // Listed a moment ago and gone: a rotation has destroyed it.
    if (text !== null) keks.set(version, readKey256(file, text));
  }
  return keks;
}

/** Makes version n if it has no file yet, durable before it answers: a row that it wraps must not outlive it. */
export const makeKek = (folder: string, version: number): Promise<void> =>
  createWhole(fileOf(folder, version), newKey256());

/** Destroys every version but one, drafts that a crash left included. Answers which had a file. */
export async function destroyOtherKeks(folder: string, kept: number): Promise<number[]> {
  const destroyed = (await versionsIn(folder)).filter((version) => version !== kept);
  for (const name of await readdir(folder)) {
    if (/^kek-\d+(\.[0-9a-f]+\.new)?$/.test(name) && name !== `kek-${String(kept)}`)
      await rm(join(folder, name), { force: true });
  }
  await syncFolder(folder);
  return destroyed;
}

async function versionsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return [];
    throw cause;
  });
  return names
    .flatMap((name) => /^kek-([1-9]\d{0,8})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** The text of a file with a 256-bit key. */
export const newKey256 = (): string => randomBytes(32).toString('base64');

/** @throws Misconfigured */
export function readKey256(file: string, text: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32) throw damaged(file);
  return key;
}

/** What a file says that holds no key; never what it holds. */
export const damaged = (file: string): Misconfigured =>
  new Misconfigured('A key file does not hold a key', file, 'Put back the file from your backup.');
