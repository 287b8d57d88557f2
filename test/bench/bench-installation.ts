import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capabilities } from '#capabilities';
import { openEngine, type Engine } from '#engine';
import { systemClock } from '#kernel';
import {
  adminOfCluster,
  migrate,
  openCluster,
  provision,
  rolesOf,
  type Databases,
} from '#platform/postgres';
import { ensureViews } from '#projections';
import { atTheHead } from '../language/installation.js';

/** A durable server of its own, as an installation has it, and nothing else on it. */
export interface BenchInstallation {
  readonly dataDir: string;
  readonly databases: Databases;
  readonly engine: Engine;
  close(): Promise<void>;
}

export async function benchInstallation(): Promise<BenchInstallation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'daylight-bench-'));
  const cluster = await openCluster({ dataDir });
  const databases = await provision(adminOfCluster(cluster), { dataDir });
  await migrate(databases.main.owner, 'main', rolesOf(databases));
  await migrate(databases.keys.owner, 'keys', rolesOf(databases));
  const engine = await openEngine(
    {
      dataDir,
      office: databases.main.office,
      keys: databases.keys.keys,
      reader: databases.main.feed.user,
      origin: 'bench.example/log',
      zone: 'Asia/Shanghai',
      defaultZone: 'UTC',
      defaultOrigin: () => 'bench.example/log',
      sealWindow: 900,
      software: 'daylight bench',
    },
    capabilities,
    systemClock,
  );
  await ensureViews(engine.projections);
  return {
    dataDir,
    databases,
    engine: atTheHead(engine),
    close: async () => {
      await engine.close();
      await cluster.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
