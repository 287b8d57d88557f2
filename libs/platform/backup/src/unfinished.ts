import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, Misconfigured } from '#kernel';

const marker = (dataDir: string) => join(dataDir, 'restore-unfinished.json');

/** Notes that a restore has begun: until it is done, what the databases hold is no whole installation. */
export async function beginRestore(dataDir: string, directory: string): Promise<void> {
  const file = await open(marker(dataDir), 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ directory })}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function endRestore(dataDir: string): Promise<void> {
  await rm(marker(dataDir), { force: true });
}

/** Whoever serves or appends asks first: a log that goes on from half a backup is another log. @throws Misconfigured */
export async function refuseUnfinishedRestore(dataDir: string): Promise<void> {
  let text: string;
  try {
    text = await readFile(marker(dataDir), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const [, directory = 'DIR'] = /^\{"directory":"(.*)"\}$/.exec(text.trim()) ?? [];
  throw new Misconfigured(
    'A restore was broken off, and only a part of the log is here',
    marker(dataDir),
    `Run \`daylight restore ${directory}\` again: it goes on where it stopped.`,
  );
}
