import { randomBytes } from 'node:crypto';
import { link, open, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, Misconfigured } from '#kernel';

/**
 * Makes a file (0600) whole and durable, or not at all. False where there is one of that name already, of another process
 * too: it stays as it is.
 */
export async function createFile(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeFile(draft, text, { mode: 0o600, flush: true, flag: 'wx' });
    // Not `rename`, which would put it in the place of one that is there.
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(file));
  return true;
}

/** Makes names made or removed in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** @throws Misconfigured for a file or folder that others on this machine may use */
export async function requirePrivate(path: string, right: '0600' | '0700'): Promise<void> {
  const { mode } = await stat(path);
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new Misconfigured(
    'Others on this machine may read what only the witness may',
    path,
    `Take their rights away (chmod ${right}), and ask yourself whether somebody has copied the key.`,
  );
}
