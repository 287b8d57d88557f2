import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { Misconfigured, systemClock } from '#kernel';
import type { Configuration } from '#platform/configuration';
import {
  adminFromUrl,
  adminOfCluster,
  migrate,
  openCluster,
  provision,
  rolesOf,
  withClient,
  type Cluster,
  type Databases,
} from '#platform/postgres';
import { liveRun } from './run-file.js';

/** The databases of an installation, migrated, and what it takes to leave them. */
export interface OpenDatabases {
  readonly databases: Databases;
  /** Recovers the embedded server when it dies, until the signal fires. The servers connect again by themselves. */
  readonly keepAlive: (signal: AbortSignal) => Promise<void>;
  /** Stops the embedded server, unless another process of this installation still uses it. */
  readonly close: () => Promise<void>;
}

/** Opens the embedded PostgreSQL or the one that `DATABASE_URL` names, and brings it up to this version. */
export async function openDatabases({
  DATA_DIR: dataDir,
  DATABASE_URL,
  KEYS_DATABASE_URL,
}: Configuration): Promise<OpenDatabases> {
  if (DATABASE_URL === undefined && KEYS_DATABASE_URL !== undefined) {
    throw new Misconfigured(
      'KEYS_DATABASE_URL is set without DATABASE_URL',
      'environment',
      'Set both, or neither for the embedded database.',
    );
  }
  let cluster =
    DATABASE_URL === undefined ? await openCluster({ dataDir, durable: durable() }) : null;
  try {
    const admin = cluster ? adminOfCluster(cluster) : adminFromUrl(DATABASE_URL ?? '');
    const keysAdmin =
      KEYS_DATABASE_URL === undefined
        ? {}
        : { keysAdmin: adminFromUrl(KEYS_DATABASE_URL, 'KEYS_DATABASE_URL') };
    const databases = await provision(admin, { dataDir, ...keysAdmin });
    await migrate(databases.main.owner, 'main', rolesOf(databases));
    await migrate(databases.keys.owner, 'keys', rolesOf(databases));
    return {
      databases,
      keepAlive: async (signal) => {
        while (cluster && !signal.aborted) {
          // A full disk or a setting may keep it down; it is tried again until it lives.
          if (!cluster.alive())
            cluster = await openCluster({ dataDir, durable: durable() }).catch(() => cluster);
          await sleep(lookEveryMs);
        }
      },
      close: () => (cluster ? leave(dataDir, databases, cluster) : Promise.resolve()),
    };
  } catch (error) {
    await cluster?.stop();
    throw error;
  }
}

/** Only the set-up of tests sets this; a power cut may then destroy the cluster. */
const durable = () => process.env['DAYLIGHT_TEST_CLUSTER'] !== 'not-durable';

const lookEveryMs = 500;

/** Connections of processes that have just ended need a moment to go. */
const othersGoWithinMs = 1000;

/**
 * The last one out stops the server. Beside a running launcher that is never a command; otherwise the server is asked
 * who else is there, since whoever started it may have gone before us.
 */
async function leave(dataDir: string, { main }: Databases, cluster: Cluster): Promise<void> {
  const run = liveRun(dataDir);
  if (run !== null && run.pid !== process.pid) return;
  const alone = await withClient(main.owner, aloneOn).catch(() => false);
  if (!alone) return;
  const ours = cluster.startedHere ? cluster : await openCluster({ dataDir, durable: durable() });
  await ours.stop();
}

async function aloneOn(client: pg.Client): Promise<boolean> {
  const end = systemClock.now() + othersGoWithinMs;
  for (;;) {
    const { rows } = await client.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    if (rows[0]?.others === 0) return true;
    if (systemClock.now() >= end) return false;
    await sleep(50);
  }
}
