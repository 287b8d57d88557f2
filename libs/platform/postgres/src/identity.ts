import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, Misconfigured } from '#kernel';
import { useServer } from './binaries.js';
import { withClient, type Connection } from './client.js';

/**
 * Makes sure that whoever answers is the server of this folder: another PostgreSQL may listen where we expect ours, and
 * writing into a stranger's database is worse than not starting (stack.md, P9). Answers its version.
 */
export async function identify(to: Connection, cluster: string, durable: boolean): Promise<string> {
  const found = await ask(to, cluster);
  if (found.folder !== realpathSync(cluster) || found.system !== systemIdentifier(cluster)) {
    throw stranger(to, cluster);
  }
  if (durable && (found.fsync !== 'on' || found.commit === 'off')) {
    throw new Misconfigured(
      'the embedded database runs without writing through to the disk, as only tests may',
      cluster,
      'Stop the process that started it, and start daylight again.',
    );
  }
  return found.version;
}

interface Found {
  readonly folder: string;
  readonly system: string;
  readonly version: string;
  readonly fsync: string;
  readonly commit: string;
}

/** It is our server on its way up or down (57P03), and no answer yet of whose it is. */
const patienceMs = 60_000;

async function ask(to: Connection, cluster: string, since = performance.now()): Promise<Found> {
  try {
    return await withClient(to, async (client) => {
      const { rows } = await client.query<Found>(
        `SELECT current_setting('data_directory') AS folder, split_part(current_setting('server_version'), ' ', 1) AS version,
           current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
           (SELECT system_identifier::text FROM pg_control_system()) AS system`,
      );
      return rows[0] as Found;
    });
  } catch (cause) {
    if (codeOf(cause) !== '57P03' || performance.now() - since > patienceMs) {
      throw stranger(to, cluster, cause);
    }
    await sleep(100);
    return ask(to, cluster, since);
  }
}

function stranger({ host }: Connection, cluster: string, cause?: unknown): Misconfigured {
  return new Misconfigured(
    'what listens on the database socket is not the database of this folder',
    `${host}, expected the server of ${cluster}`,
    `Stop the other server, or delete postmaster.pid in that folder if no PostgreSQL runs in it. ${useServer}`,
    { cause },
  );
}

/** The number that initdb gave the cluster: the first eight bytes of its control file. */
function systemIdentifier(cluster: string): string {
  const bytes = Buffer.alloc(8);
  const file = openSync(join(cluster, 'global', 'pg_control'), 'r');
  try {
    readSync(file, bytes, 0, 8, 0);
  } finally {
    closeSync(file);
  }
  return bytes.readBigUInt64LE().toString();
}
