import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Misconfigured } from '#kernel';
import {
  adminOfCluster,
  openCluster,
  openPool,
  requireDurable,
  withClient,
  type Connection,
} from '#platform/postgres';
import { failureOf } from '../decisions/case.js';
import { newDatabases, newInstallation, testServer } from '../language/installation.js';
import { newFaulty, type Faulty } from './harness.js';

const check = async (connection: Connection): Promise<unknown> => {
  const pool = openPool(connection, 'durability');
  try {
    await requireDurable(pool);
    return 'durable';
  } catch (error) {
    return error;
  } finally {
    await pool.end();
  }
};

describe('a server that acknowledges what is not on disk', () => {
  let faulty: Faulty;
  beforeAll(async () => {
    faulty = await newFaulty();
  }, 60_000);
  afterAll(() => faulty.close(), 60_000);

  const asSuperuser = async (sql: string) => {
    const cluster = await openCluster({ dataDir: faulty.dataDir });
    const { host, port, user, password } = adminOfCluster(cluster);
    await withClient({ host, port, user, password, database: 'postgres' }, (c) => c.query(sql));
  };

  it('is told from one that is durable', async () => {
    expect(await check(faulty.databases.main.office)).toBe('durable');
  });

  it.each(['role daylight_office', 'database daylight'])(
    'is refused where only the %s has synchronous_commit off',
    async (where) => {
      await asSuperuser(`alter ${where} set synchronous_commit = off`);
      const failure = await check(faulty.databases.main.office);
      await asSuperuser(`alter ${where} reset synchronous_commit`);
      expect(failure).toBeInstanceOf(Misconfigured);
      expect((failure as Error).message).toContain('synchronous_commit=off');
    },
  );

  it('is refused by the engine, unless a set-up of tests says that it may forget', async () => {
    const refused = await newDatabases();
    const failure = await failureOf(newInstallation());
    expect((failure as Error).message).toContain('fsync=off, full_page_writes=off');
    process.env['DAYLIGHT_TEST_CLUSTER'] = 'not-durable';
    expect(await check({ ...testServer(), database: refused.databases.main.owner.database })).toBe(
      'durable',
    );
    delete process.env['DAYLIGHT_TEST_CLUSTER'];
    await refused.drop();
  }, 60_000);
});
