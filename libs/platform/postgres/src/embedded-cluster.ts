import { rmdirSync } from 'node:fs';
import { findBinaries } from './binaries.js';
import type { Connection } from './client.js';
import { clusterFolder, openSocketFolder, superuserPassword } from './cluster-folder.js';
import type { ClusterFolder } from './cluster-folder.js';
import { underLock } from './file-lock.js';
import { identify } from './identity.js';
import { ensureCluster } from './initialise.js';
import { readIfThere, writePrivate } from './private-files.js';
import { eventually, identityOf, lifeOf } from './processes.js';
import { liveServer, readServer, startServer, type Server } from './server.js';
import { accountFor } from './unprivileged.js';

/** A running PostgreSQL of our own, reached through a unix socket only. */
export interface Cluster {
  /** The folder of the socket. */
  readonly host: string;
  readonly port: number;
  readonly superuser: { readonly user: string; readonly password: string };
  /** Whether stopping it is this process's duty: it started the server, or found one whose starter had died. */
  readonly startedHere: boolean;
  readonly version: string;
  /** Whether the server that was opened still lives; when not, `openCluster` recovers it. */
  alive(): boolean;
  /** Stops the server if it was started here, else does nothing. Call it last, after every connection has been closed. */
  stop(): Promise<void>;
}

export interface ClusterOptions {
  readonly dataDir: string;
  /** False only in the set-up of tests: a power cut may then destroy the cluster. */
  readonly durable?: boolean;
}

/** A process that was killed needs a moment to be gone. */
const goneWithinMs = 1000;

/**
 * Opens the PostgreSQL of a data folder: makes it the first time, recovers it after a crash, attaches to it when
 * another process of ours has started it.
 */
export async function openCluster({ dataDir, durable = true }: ClusterOptions): Promise<Cluster> {
  const binaries = findBinaries();
  const folder = clusterFolder(dataDir);
  return underLock(folder.lock, async () => {
    for (;;) {
      const running = await liveServer(folder.cluster);
      if (running === undefined) break;
      try {
        const version = await identify(superuserOf(folder, running), folder.cluster, durable);
        return opened(folder, running, version, takeOver(folder));
      } catch (error) {
        // Killed while it was asked: then there is none, and one is started.
        if (!(await eventually(() => lifeOf(running.pid) !== 'alive', goneWithinMs))) throw error;
      }
    }
    const account = accountFor({ program: binaries.postgres, clusterFolder: folder.cluster });
    ensureCluster(folder, binaries, account);
    superuserPassword(folder);
    openSocketFolder(folder, account);
    const server = await startServer(folder, binaries, account, durable);
    try {
      writePrivate(folder.starter, identityOf(process.pid));
      const version = await identify(superuserOf(folder, server), folder.cluster, durable);
      return opened(folder, server, version, true);
    } catch (error) {
      await stopServer(folder, server.pid);
      throw error;
    }
  });
}

/** A starter that was killed cannot stop its server any more: the next process that attaches has the duty. */
function takeOver({ starter }: ClusterFolder): boolean {
  const noted = readIfThere(starter) ?? '';
  const pid = Number(noted.split(' ')[0]);
  if (pid > 0 && lifeOf(pid) === 'alive' && identityOf(pid) === noted) return false;
  writePrivate(starter, identityOf(process.pid));
  return true;
}

const superuserOf = (folder: ClusterFolder, { sockets: host, port }: Server): Connection => ({
  ...{ host, port, user: 'postgres', password: superuserPassword(folder), database: 'postgres' },
});

function opened(
  folder: ClusterFolder,
  server: Server,
  version: string,
  startedHere: boolean,
): Cluster {
  const { host, port, user, password } = superuserOf(folder, server);
  return {
    ...{ host, port, superuser: { user, password }, startedHere, version },
    alive: () => lifeOf(server.pid) === 'alive',
    stop: async () => {
      if (startedHere) await underLock(folder.lock, () => stopServer(folder, server.pid));
    },
  };
}

/**
 * Fast shutdown: open transactions are rolled back, everything acknowledged is on disk. Under the lock, so that whoever
 * opens the cluster meanwhile finds it running or stopped, never half.
 */
async function stopServer({ cluster, sockets }: ClusterFolder, pid: number): Promise<void> {
  const ended = (): boolean => lifeOf(pid) !== 'alive';
  if (readServer(cluster)?.pid !== pid || ended()) return; // it has ended, and the number may be somebody else's by now
  process.kill(pid, 'SIGINT');
  if (!(await eventually(ended, 60_000))) {
    process.kill(pid, 'SIGQUIT'); // gives up the final checkpoint; the next start recovers from the write-ahead log
    await eventually(ended, 10_000);
  }
  try {
    rmdirSync(sockets);
  } catch {
    // Not empty or not there: only tidiness is lost.
  }
}
