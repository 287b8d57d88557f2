import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminOfCluster, openCluster, type Cluster } from '#platform/postgres';

/** Held for the teardown, which Jest runs in this same process. */
const shared = globalThis as { daylightCluster?: { cluster: Cluster; dataDir: string } };

/** One PostgreSQL for all tests, not durable: only fault tests start their own, and those are. */
export default async function start(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'daylight-test-'));
  const cluster = await openCluster({ dataDir, durable: false });
  shared.daylightCluster = { cluster, dataDir };
  // Only here: fault tests take it away again.
  process.env['DAYLIGHT_TEST_CLUSTER'] = 'not-durable';
  process.env['TEST_DATABASE'] = JSON.stringify(adminOfCluster(cluster));
}
