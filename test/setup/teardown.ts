import { rm } from 'node:fs/promises';
import type { Cluster } from '#platform/postgres';

export default async function stop(): Promise<void> {
  const { daylightCluster: started } = globalThis as {
    daylightCluster?: { cluster: Cluster; dataDir: string };
  };
  if (!started) return;
  await started.cluster.stop();
  await rm(started.dataDir, { recursive: true, force: true });
}
