import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, Misconfigured } from '#kernel';

/** Makes a folder that only its owner may enter, durable in the one that holds it. */
export async function privateFolder(path: string): Promise<string> {
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  if (made !== undefined) await syncFolder(dirname(made));
  return path;
}

/** The file's text, null when there is none. @throws Misconfigured when it cannot be read */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null;
    throw new Misconfigured(
      'A key file cannot be read',
      file,
      'Give this user the right to read it; it is made with mode 0600.',
      { cause },
    );
  }
}

/** Makes a file (0600) whole or not at all; one that is there stays as it is, since keys of it are in use already. */
export async function createWhole(file: string, text: string): Promise<void> {
  await viaDraft(file, text, (draft) =>
    // Not `rename`: the key of a process that was first would be lost while it already seals with it.
    link(draft, file).catch((cause: unknown) => {
      if (codeOf(cause) !== 'EEXIST') throw cause;
    }),
  );
}

/** Puts a file (0600) in place of the one that is there: after a crash it is the old one or the new one. */
export const replaceWhole = (file: string, content: string | Uint8Array): Promise<void> =>
  viaDraft(file, content, (draft) => rename(draft, file));

async function viaDraft(
  file: string,
  content: string | Uint8Array,
  place: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeFile(draft, content, { mode: 0o600, flush: true, flag: 'wx' });
    await place(draft);
    await syncFolder(dirname(file));
  } finally {
    await rm(draft, { force: true });
  }
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
