import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresEventStore } from '#event-store';
import {
  adminFromUrl,
  migrate,
  openPool,
  provision,
  rolesOf,
  withClient,
  type AdminConnection,
  type Databases,
} from '#platform/postgres';
import { testServer } from '../language/installation.js';
import { anEvent, eventStoreContract, type OpenedStore } from './event-store.contract.js';

type OpenedPostgres = OpenedStore & { readonly databases: Databases };

/** A log in a database of its own, and two pools as two processes have them. */
async function openPostgres(admin: AdminConnection): Promise<OpenedPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'daylight-contract-'));
  const database = `c_${randomUUID().replaceAll('-', '')}`;
  const keysAdmin = { ...admin, database: `${database}_keys` };
  const databases = await provision(admin, { dataDir, database, keysAdmin });
  const { owner, office } = databases.main;
  await migrate(owner, 'main', rolesOf(databases));
  const pools = [openPool(office, 'contract one'), openPool(office, 'contract two')] as const;
  const [store, second] = pools.map((pool) => new PostgresEventStore(pool)) as [
    PostgresEventStore,
    PostgresEventStore,
  ];
  return {
    databases,
    store,
    second,
    lose: (position) =>
      withClient(owner, async (client) => {
        await client.query('alter table log.events disable trigger events_append_only');
        await client.query('delete from log.events where position = $1', [position]);
        await client.query('alter table log.events enable always trigger events_append_only');
      }),
    close: async () => {
      for (const one of [store, second]) await one.close();
      for (const pool of pools) await pool.end();
      await withClient({ ...owner, database: 'postgres' }, async (client) => {
        for (const name of [database, `${database}_keys`])
          await client.query(`drop database "${name}" with (force)`);
        for (const role of ['office', 'feed', 'keys'])
          await client.query(`drop role "${database}_${role}"`);
      });
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What keeps a PostgreSQL log append-only: missing rights, and a trigger behind them. */
function appendOnly(name: string, open: () => Promise<OpenedPostgres>): void {
  describe(`rights on the log: ${name}`, () => {
    let opened: OpenedPostgres;
    beforeAll(async () => {
      opened = await open();
      await opened.store.append('case-a', 'none', [anEvent(), anEvent()]);
    });
    afterAll(() => opened.close());

    const changes = [
      `update log.events set body = '' where position = 0`,
      `delete from log.events where position = 0`,
      `truncate log.events`,
    ];
    const beyond = [
      ...changes,
      `alter table log.events disable trigger events_append_only`,
      `drop table log.events`,
      `delete from log.ledger_head`,
    ];
    const attempt = (as: 'owner' | 'office' | 'feed', sql: string) =>
      withClient(opened.databases.main[as], (client) => client.query(sql));

    it.each(beyond)('the office may not: %s', async (sql) => {
      await expect(attempt('office', sql)).rejects.toMatchObject({ code: '42501' });
      expect(await opened.store.readAll(null, 10)).toHaveLength(2);
    });

    it.each(changes)('the trigger refuses its owner: %s', async (sql) => {
      await expect(attempt('owner', sql)).rejects.toMatchObject({ code: '23001' });
      expect(await opened.store.readAll(null, 10)).toHaveLength(2);
    });

    it('the feed reads leaves and no body, and writes nothing', async () => {
      expect((await attempt('feed', 'select position, leaf from log.events')).rowCount).toBe(2);
      for (const sql of [
        'select body from log.events',
        'select stream from log.events',
        'insert into log.events (position, leaf) values (9, $$x$$)',
        ...beyond,
      ]) {
        await expect(attempt('feed', sql)).rejects.toMatchObject({ code: '42501' });
      }
    });
  });
}

const servers: [name: string, open: () => Promise<OpenedPostgres>][] = [
  ['PostgreSQL, embedded', () => openPostgres(testServer())],
];
const url = process.env['DATABASE_URL'];
if (url) servers.push(['PostgreSQL of DATABASE_URL', () => openPostgres(adminFromUrl(url))]);

for (const [name, open] of servers) {
  eventStoreContract(name, open);
  appendOnly(name, open);
}
if (!url) {
  describe('event store contract: PostgreSQL of DATABASE_URL', () => {
    it.skip('skipped: no DATABASE_URL', () => undefined);
  });
}

describe('event store contract: KurrentDB', () => {
  if (process.env['KURRENTDB_URL']) {
    it('has an engine', () => {
      throw new Error('KURRENTDB_URL is set, but this version has no engine for it');
    });
  } else {
    it.skip('skipped: no KURRENTDB_URL', () => undefined);
  }
});
