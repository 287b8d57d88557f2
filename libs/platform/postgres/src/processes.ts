import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** `zombie`: it has ended, but nobody has collected it yet; PostgreSQL takes it for alive (stack.md, P10). */
export type Life = 'alive' | 'zombie' | 'gone';

export function lifeOf(pid: number): Life {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'gone';
  }
  return statOf(pid)?.state === 'Z' ? 'zombie' : 'alive';
}

/** Tells a process from a later one that got the same number: common in containers, where numbers start at 1. */
export const identityOf = (pid: number): string =>
  `${String(pid)} ${statOf(pid)?.startTime ?? '-'}`;

/** Whether the process of this number is the server of this cluster. Only then is its postmaster.pid not a leftover. */
export function servesFolder(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${String(pid)}/cwd`) === folder; // a postmaster works inside its data folder
  } catch {
    return basename(programOf(pid)).startsWith('postgres');
  }
}

/** Waits for something that another process does; answers false when it did not happen in time. */
export async function eventually(happened: () => boolean, milliseconds: number): Promise<boolean> {
  const start = performance.now();
  while (!happened()) {
    if (performance.now() - start > milliseconds) return false;
    await sleep(10);
  }
  return true;
}

function programOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').split('\0')[0] ?? '';
  } catch {
    const { error, stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'comm='], {
      encoding: 'utf8',
    });
    return error === undefined ? stdout.trim() : '';
  }
}

function statOf(pid: number): { state: string; startTime: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold anything
    return { state: fields[0] ?? '', startTime: fields[19] ?? '' };
  } catch {
    return undefined; // no /proc: macOS
  }
}
