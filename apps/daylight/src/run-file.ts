import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `DATA_DIR/run.json` while the servers run (contract, Start). */
export interface Run {
  readonly pid: number;
  readonly feed: string;
  readonly office: string;
  readonly version: string;
}

export const runFile = (dataDir: string): string => join(dataDir, 'run.json');

/** The launcher that runs on this folder. What a killed one left is no run. */
export function liveRun(dataDir: string): Run | null {
  try {
    const run = JSON.parse(readFileSync(runFile(dataDir), 'utf8')) as Run;
    process.kill(run.pid, 0);
    return run;
  } catch {
    return null;
  }
}

export async function writeRun(dataDir: string, run: Run): Promise<void> {
  await writeFile(runFile(dataDir), JSON.stringify(run), { mode: 0o600 });
}

export async function removeRun(dataDir: string): Promise<void> {
  await rm(runFile(dataDir), { force: true });
}
