import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Misconfigured } from '#kernel';
import { useServer, type Binaries } from './binaries.js';
import type { ClusterFolder } from './cluster-folder.js';
import { readIfThere } from './private-files.js';
import { lifeOf, servesFolder } from './processes.js';
import type { Account } from './unprivileged.js';

/** The number names the socket file and is no TCP port: nobody listens on one. */
const port = 5432;

/** A server as its postmaster.pid describes it. */
export interface Server {
  readonly pid: number;
  readonly sockets: string;
  readonly port: number;
  readonly status: string;
}

/** Crash recovery reads the whole tail of the write-ahead log and may take minutes on a slow disk. */
const patience = 300_000;
/** How long the rest of a killed server may hold the folder. */
const leftoverPatience = 15_000;

export function readServer(cluster: string): Server | undefined {
  const lines = readIfThere(join(cluster, 'postmaster.pid'))?.split('\n') ?? [];
  const pid = Number(lines[0]);
  if (!(pid > 0)) return undefined;
  return {
    pid,
    sockets: lines[4] ?? '',
    port: Number(lines[3] ?? port),
    status: (lines[7] ?? '').trim(),
  };
}

/**
 * The live server of this folder, once it accepts connections; undefined when there is none and one may be started.
 * Waits while an old one ends, and clears away the note of one that cannot come back.
 */
export async function liveServer(cluster: string): Promise<Server | undefined> {
  const start = performance.now();
  for (;;) {
    const server = readServer(cluster);
    const waited = performance.now() - start;
    const life = server === undefined ? 'gone' : lifeOf(server.pid);
    if (server === undefined || life === 'gone') return undefined; // postgres itself removes the note of a dead pid
    if (life === 'alive' && !servesFolder(server.pid, cluster)) break;
    if (life === 'zombie' && waited > 2_000) break;
    if (life === 'alive' && server.status === 'ready') return server;
    if (waited > patience) {
      throw new Misconfigured(
        'the embedded database has been starting or stopping for five minutes',
        `process ${String(server.pid)} of ${cluster}`,
        'Look into DATA_DIR/log/postgres.log; end that process with `kill -QUIT` if it is stuck, and start again.',
      );
    }
    await sleep(20);
  }
  forget(cluster);
  return undefined;
}

/** Safe although the pid lives: postgres checks the shared memory of the folder too, which leftover children hold. */
function forget(cluster: string): void {
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

/** Starts the server and waits until it accepts connections. */
export async function startServer(
  folder: ClusterFolder,
  binaries: Binaries,
  account: Account,
  durable: boolean,
): Promise<Server> {
  const start = performance.now();
  for (;;) {
    const logged = logSize(folder.log);
    const child = launch(folder, binaries, account, durable);
    const server = await readiness(child, folder.cluster);
    if (server !== undefined) return server;
    const said = readFileSync(folder.log).subarray(logged).toString('utf8').trim();
    const leftover = /lock file ".*" already exists|pre-existing shared memory block/.test(said);
    if (leftover && performance.now() - start < leftoverPatience) {
      await sleep(100);
      continue;
    }
    throw new Misconfigured(
      'the embedded database did not start',
      `${folder.log}: ${said.slice(-2_000) || 'it said nothing'}`,
      `Mend what it complains about and start again; nothing was deleted. ${useServer}`,
    );
  }
}

function launch(
  folder: ClusterFolder,
  { postgres }: Binaries,
  account: Account,
  durable: boolean,
): ChildProcess {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder.sockets,
    unix_socket_permissions: '0700',
    port: String(port),
    timezone: 'UTC',
    log_timezone: 'UTC',
    wal_recycle: 'off', // files made anew compress and copy better, and the log is small
    // Statements and the DETAIL of an error quote values of people; neither may reach the log file.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const [program, args, options] = account.command(postgres, [
    ...['-D', folder.cluster],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const log = openSync(folder.log, 'a', 0o600);
  try {
    // Detached: Ctrl-C goes to the foreground group, and the servers must drain before their database ends.
    const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', log, log] });
    child.on('error', () => undefined); // readiness sees that there is no pid
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

async function readiness(child: ChildProcess, cluster: string): Promise<Server | undefined> {
  const start = performance.now();
  while (performance.now() - start < patience) {
    if (hasEnded(child)) return undefined;
    const server = readServer(cluster);
    if (server?.pid === child.pid && server?.status === 'ready') return server;
    await sleep(5);
  }
  child.kill('SIGQUIT');
  return undefined;
}

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

const logSize = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
