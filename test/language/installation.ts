import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capabilities } from '#capabilities';
import { openEngine, type Engine, type SealingSettings } from '#engine';
import { systemClock, type Clock } from '#kernel';
import {
  migrate,
  provision,
  rolesOf,
  withClient,
  type AdminConnection,
  type Databases,
} from '#platform/postgres';
import { ensureViews, Projections } from '#projections';

export { everyRole } from './principals.js';

/** An empty installation of its own on the shared test server. */
export interface TestInstallation {
  readonly engine: Engine;
  readonly databases: Databases;
  readonly dataDir: string;
  /** Another process's worth of engine on the same databases and keys; closed with the installation. */
  another(): Promise<Engine>;
  close(): Promise<void>;
}

export const testServer = (): AdminConnection =>
  JSON.parse(process.env['TEST_DATABASE'] ?? '{}') as AdminConnection;

/** Databases, roles and migrations, without an engine. */
export async function newDatabases(): Promise<{
  databases: Databases;
  dataDir: string;
  drop: () => Promise<void>;
}> {
  const dataDir = await mkdtemp(join(tmpdir(), 'daylight-keys-'));
  const database = `t_${randomUUID().replaceAll('-', '')}`;
  const databases = await provision(testServer(), { dataDir, database });
  await migrate(databases.main.owner, 'main', rolesOf(databases));
  await migrate(databases.keys.owner, 'keys', rolesOf(databases));
  const drop = async () => {
    await withClient({ ...databases.main.owner, database: 'postgres' }, async (client) => {
      for (const name of [database, `${database}_keys`])
        await client.query(`drop database "${name}" with (force)`);
      for (const role of ['office', 'feed', 'keys'])
        await client.query(`drop role "${database}_${role}"`);
    });
    await rm(dataDir, { recursive: true, force: true });
  };
  return { databases, dataDir, drop };
}

/** The public sees everything at once. */
export const atTheHead = (engine: Engine): Engine => ({
  ...engine,
  projections: new Projections({
    ...engine.projections.parts,
    horizon: () => engine.store.head(),
  }),
});

/**
 * Here the public sees everything at once: what is published when is tried where sealers are.
 * @param horizon `published`: the public sees what a sealer has published, as in an installation that runs
 */
export async function newInstallation(
  clock: Clock = systemClock,
  {
    horizon = 'head',
    ...sealing
  }: Partial<SealingSettings> & { horizon?: 'head' | 'published' } = {},
): Promise<TestInstallation> {
  const { databases, dataDir, drop } = await newDatabases();
  const open = async () => {
    const engine = await openEngine(
      {
        dataDir,
        office: databases.main.office,
        keys: databases.keys.keys,
        reader: databases.main.feed.user,
        origin: 'test.example/log',
        zone: 'Asia/Shanghai',
        defaultZone: 'UTC',
        defaultOrigin: () => 'test.example/log',
        sealWindow: 1,
        software: 'daylight test',
        sealing: { batch: 1, witnesses: null, withoutQuorum: 'publish', ...sealing },
      },
      capabilities,
      clock,
    );
    await ensureViews(engine.projections);
    return horizon === 'published' ? engine : atTheHead(engine);
  };
  const engines: Engine[] = [await open()];
  const [engine] = engines as [Engine];
  return {
    engine,
    databases,
    dataDir,
    another: async () => {
      const more = await open();
      engines.push(more);
      return more;
    },
    close: async () => {
      for (const one of engines) await one.close();
      await drop();
    },
  };
}
