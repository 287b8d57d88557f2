import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Misconfigured } from '#kernel';
import { useServer, type Binaries } from './binaries.js';
import { superuserPassword, type ClusterFolder } from './cluster-folder.js';
import {
  createPrivate,
  newPassword,
  readIfThere,
  syncFolder,
  writePrivate,
} from './private-files.js';
import type { Account } from './unprivileged.js';

/** Format of the data folder around the cluster. An older Daylight refuses a newer one. */
const format = 1;

/** Makes the cluster if there is none. Afterwards it is complete: an initdb that was broken off is done again. */
export function ensureCluster(folder: ClusterFolder, binaries: Binaries, account: Account): void {
  if (existsSync(join(folder.cluster, 'PG_VERSION'))) {
    checkVersions(folder, binaries.major);
  } else {
    refuseDamaged(folder.cluster);
    initialise(folder, binaries, account);
  }
  if (!existsSync(folder.description)) {
    writePrivate(folder.description, JSON.stringify({ format, postgres: binaries.major }));
  }
}

function checkVersions({ cluster, description }: ClusterFolder, major: number): void {
  const written = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (written !== String(major)) {
    throw new Misconfigured(
      `the data folder was written by PostgreSQL ${written}, and this Daylight brings PostgreSQL ${String(major)}`,
      cluster,
      'Run `daylight backup` and `daylight backup --keys` with the Daylight that wrote it, and `daylight restore` with this one into a new DATA_DIR: docs/how-to/upgrade-postgresql.md.',
    );
  }
  const found = JSON.parse(readIfThere(description) ?? '{}') as { format?: number };
  if ((found.format ?? format) > format) {
    throw new Misconfigured(
      'the data folder was written by a newer Daylight',
      `${description}: format ${String(found.format)}, known up to ${String(format)}`,
      'Start the newer Daylight again, or restore a backup that this one made.',
    );
  }
}

/** Without PG_VERSION there should be nothing; a cluster that lost it is evidence and not ours to delete. */
function refuseDamaged(cluster: string): void {
  if (!existsSync(join(cluster, 'global', 'pg_control'))) return;
  throw new Misconfigured(
    'the data folder of the embedded database is damaged: PG_VERSION is missing',
    cluster,
    'Nothing was changed. Copy the folder, then restore a backup with `daylight restore` into another DATA_DIR.',
  );
}

/** Works in a folder aside and renames it when complete, so that a kill half way leaves nothing that looks like a cluster. */
function initialise(folder: ClusterFolder, { initdb }: Binaries, account: Account): void {
  const draft = `${folder.cluster}.new`;
  for (const rest of [draft, folder.cluster]) rmSync(rest, { recursive: true, force: true });
  createPrivate(folder.passwordFile, `${newPassword()}\n`);
  mkdirSync(draft, { mode: 0o700 });
  account.own(draft);
  // The server's account may not be able to enter keys/, so the password passes through the folder of the cluster's twin.
  const handover = `${folder.cluster}.handover`;
  rmSync(handover, { force: true });
  try {
    writeFileSync(handover, superuserPassword(folder), { mode: 0o600, flag: 'wx' });
    account.own(handover);
    const [program, args, options] = account.command(initdb, [
      ...['--pgdata', draft, '--username=postgres', '--auth=scram-sha-256', `--pwfile=${handover}`],
      ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ]);
    const done = spawnSync(program, args, { ...options, encoding: 'utf8' });
    if (done.status !== 0) {
      throw new Misconfigured(
        'the embedded database could not be made',
        `${initdb}: ${(done.stderr || done.error?.message || `signal ${String(done.signal)}`).trim()}`,
        `Check that DATA_DIR can be written and has 100 MB free. ${useServer}`,
      );
    }
  } finally {
    rmSync(handover, { force: true });
  }
  renameSync(draft, folder.cluster);
  syncFolder(folder.data);
}
