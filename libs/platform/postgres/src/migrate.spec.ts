import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminFromUrl, adminOfCluster } from './admin-connection.js';
import { withClient, type Connection } from './client.js';
import { openCluster, type Cluster } from './embedded-cluster.js';
import { migrate, migrationsOf, rolesOf } from './migrate.js';
import { provision, type Databases } from './provision.js';

jest.setTimeout(60_000);

let dataDir: string;
let cluster: Cluster;
let databases: Databases;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'daylight-roles-'));
  cluster = await openCluster({ dataDir, durable: false });
  databases = await provision(adminOfCluster(cluster), { dataDir });
  await migrate(databases.main.owner, 'main', rolesOf(databases));
  await migrate(databases.keys.owner, 'keys', rolesOf(databases));
});

afterAll(async () => {
  await cluster.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const run = (to: Connection, sql: string): Promise<unknown[]> =>
  withClient(to, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
const may = (to: Connection, sql: string): Promise<unknown> => run(to, sql);
const mayNot = (to: Connection, sql: string): Promise<void> =>
  expect(run(to, sql)).rejects.toMatchObject({ code: '42501' });

const append = (position: number): string =>
  `INSERT INTO log.events VALUES (${String(position)}, 's', ${String(position)}, gen_random_uuid(), 't', 1, now(), 'leaf', 'body')`;

describe('the roles', () => {
  it('office appends to the log and can do nothing else to it', async () => {
    const { office } = databases.main;
    await may(office, 'UPDATE log.ledger_head SET position = position + 1');
    await may(office, append(0));
    await may(office, 'SELECT body FROM log.events');
    await mayNot(office, 'UPDATE log.events SET leaf = leaf');
    await mayNot(office, 'DELETE FROM log.events');
    await mayNot(office, 'TRUNCATE log.events');
    await mayNot(office, 'ALTER TABLE log.events DISABLE TRIGGER ALL');
    await mayNot(office, 'DROP TABLE log.events');
    await mayNot(office, 'CREATE TABLE log.mine (n int)');
    await mayNot(office, 'DELETE FROM log.ledger_head');
    await mayNot(office, 'INSERT INTO log.ledger_head VALUES (1, 0)');
    await mayNot(office, 'SELECT * FROM public.migration');
  });

  it('not even the owner of the tables changes the log or the read audit', async () => {
    const { owner } = databases.main;
    for (const sql of [
      'UPDATE log.events SET leaf = leaf',
      'DELETE FROM log.events',
      'TRUNCATE log.events',
    ]) {
      await expect(run(owner, sql)).rejects.toThrow(/only ever added/);
      await expect(run(owner, `SET session_replication_role = replica; ${sql}`)).rejects.toThrow(
        /only ever added/,
      );
    }
    await expect(run(owner, 'DELETE FROM office.access_log')).rejects.toThrow(
      /office.access_log refused/,
    );
  });

  it('office keeps accounts, tokens and checkpoints, and adds to the read audit only', async () => {
    const { office } = databases.main;
    const id = '00000000-0000-4000-8000-000000000001';
    await may(
      office,
      `INSERT INTO office.account VALUES ('${id}', 'a@demo.test', '{chair}', null)`,
    );
    await may(office, `UPDATE office.account SET roles = '{}'`);
    await mayNot(office, 'DELETE FROM office.account');
    await may(office, `INSERT INTO office.bearer VALUES ('\\x00', '${id}', now(), now())`);
    await mayNot(office, 'UPDATE office.bearer SET expires_at = now()');
    await may(office, 'DELETE FROM office.bearer');
    await may(
      office,
      `INSERT INTO office.access_log (seq, at, operation, hash) VALUES (0, now(), 'read', '\\x00')`,
    );
    await mayNot(office, 'UPDATE office.access_log SET subject = null');
    await mayNot(office, 'DELETE FROM office.access_log');
    await mayNot(office, 'TRUNCATE office.access_log');
    const row = (generation: number): string =>
      `INSERT INTO log.projection VALUES ('v', ${String(generation)}, 1, 0, 't', 'running', true)`;
    await may(office, row(1));
    await expect(run(office, row(2))).rejects.toMatchObject({ code: '23505' }); // one live copy a view
    await may(office, 'DELETE FROM log.projection');
  });

  it('feed reads leaves and the views that office granted, and nothing else', async () => {
    const { office, feed } = databases.main;
    await may(office, 'CREATE TABLE panel.file (n int); CREATE TABLE public.roster_1 (n int)');
    await may(
      office,
      'CREATE VIEW public.roster AS SELECT * FROM public.roster_1; GRANT SELECT ON public.roster TO daylight_feed',
    );
    await may(feed, 'SELECT position, leaf FROM log.events');
    await may(feed, 'SELECT * FROM public.roster');
    for (const column of ['body', 'stream', 'type', 'recorded_at', '*']) {
      await mayNot(feed, `SELECT ${column} FROM log.events`);
    }
    for (const table of [
      'log.ledger_head',
      'log.projection',
      'office.account',
      'office.bearer',
      'office.access_log',
    ]) {
      await mayNot(feed, `SELECT * FROM ${table}`);
    }
    await mayNot(feed, 'SELECT * FROM panel.file');
    await mayNot(feed, 'SELECT * FROM public.roster_1');
    await mayNot(feed, append(9));
    await mayNot(feed, 'CREATE TABLE public.mine (n int)');
    await mayNot(feed, 'CREATE TEMP TABLE mine (n int)');
  });

  it('everyone stays in their own database', async () => {
    const { main, keys } = databases;
    for (const role of [main.office, main.feed]) {
      for (const database of ['daylight_keys', 'postgres', 'template1'])
        await mayNot({ ...role, database }, 'SELECT 1');
    }
    for (const database of ['daylight', 'postgres'])
      await mayNot({ ...keys.keys, database }, 'SELECT 1');
  });

  it('keys role keeps wrapped keys and aliases', async () => {
    const { keys } = databases.keys;
    await may(
      keys,
      `INSERT INTO wrapped_key VALUES ('k', 'case:1', 'case', 'panel', 1, '\\x00', now())`,
    );
    await may(keys, 'UPDATE wrapped_key SET kek = 2');
    await may(keys, 'DELETE FROM wrapped_key');
    await may(keys, `INSERT INTO alias VALUES ('s', '\\x00', gen_random_uuid())`);
    await mayNot(keys, 'UPDATE alias SET scope = scope');
    await may(keys, 'DELETE FROM alias');
    await mayNot(keys, 'CREATE TABLE mine (n int)');
  });
});

describe('provisioning', () => {
  it('changes nothing the second time', async () => {
    expect(await provision(adminOfCluster(cluster), { dataDir })).toEqual(databases);
    expect(statSync(join(dataDir, 'keys', 'database-roles.json')).mode & 0o777).toBe(0o600);
  });

  it('gives the roles new passwords when the file is lost, and mends a password that the server lost', async () => {
    const file = join(dataDir, 'keys', 'database-roles.json');
    const kept = readFileSync(file, 'utf8');
    rmSync(file);
    const renewed = await provision(adminOfCluster(cluster), { dataDir });
    expect(renewed.main.feed.password).not.toBe(databases.main.feed.password);
    await may(renewed.main.feed, 'SELECT 1');
    writeFileSync(file, kept);
    expect(await provision(adminOfCluster(cluster), { dataDir })).toEqual(databases);
  });

  it('works with a role that is no superuser, and says what that role lacks', async () => {
    const owner = databases.main.owner;
    await run(owner, `CREATE ROLE hired LOGIN PASSWORD 'p@ss'`);
    await run(owner, 'GRANT CONNECT ON DATABASE postgres TO hired');
    const url = `postgres://hired:p%40ss@/hired?host=${encodeURIComponent(cluster.host)}`;
    await expect(provision(adminFromUrl(url), { dataDir })).rejects.toThrow(
      /ALTER ROLE hired CREATEROLE;/,
    );
    await run(owner, 'ALTER ROLE hired CREATEROLE');
    await expect(provision(adminFromUrl(url), { dataDir })).rejects.toThrow(
      /ALTER ROLE hired CREATEDB;/,
    );
    await run(owner, 'ALTER ROLE hired CREATEDB');
    const made = await provision(adminFromUrl(url), { dataDir });
    expect(await migrate(made.main.owner, 'main', rolesOf(made))).toHaveLength(
      migrationsOf('main').length,
    );
    expect(await migrate(made.keys.owner, 'keys', rolesOf(made))).toHaveLength(
      migrationsOf('keys').length,
    );
    expect(await provision(adminFromUrl(url), { dataDir })).toEqual(made);
    await may(made.main.office, append(0));
    await mayNot(made.main.feed, 'SELECT body FROM log.events');
    await mayNot({ ...made.main.feed, database: 'daylight' }, 'SELECT 1');
    const others = adminFromUrl(url.replace('/hired?', '/daylight?'));
    await expect(provision(others, { dataDir })).rejects.toThrow(/does not let us in \(42501\)/);
    await run(owner, 'GRANT CONNECT ON DATABASE daylight TO hired');
    const lost = await provision(others, { dataDir }).catch(String);
    expect(lost).toMatch(/which another role owns.*ALTER DATABASE "daylight" OWNER TO hired;/);
  });

  it('reads addresses and never repeats a password', () => {
    expect(adminFromUrl('postgresql://u:p%23@db.test:6000/d?sslmode=require')).toEqual({
      ...{ host: 'db.test', port: 6000, user: 'u', password: 'p#', database: 'd', ssl: true },
    });
    for (const bad of [
      'postgres://u:se#cret@h/d',
      'postgres://u:secret@h',
      'http://u:secret@h/d',
      'postgres://u:%secret@h/d',
    ]) {
      expect(() => adminFromUrl(bad)).toThrow(/DATABASE_URL/);
      expect(() => adminFromUrl(bad)).not.toThrow(/cret/);
    }
    expect(() => adminFromUrl('postgres://u:secret@h/d?secret=1')).not.toThrow(/secret/);
  });

  it('says who does not answer', async () => {
    const url = 'postgres://u:secret@127.0.0.1:1/d';
    await expect(provision(adminFromUrl(url), { dataDir })).rejects.toThrow(
      /127.0.0.1:1 as u.*DATABASE_URL/,
    );
  });
});

describe('migrations', () => {
  it('do nothing the second time', async () => {
    expect(await migrate(databases.main.owner, 'main', rolesOf(databases))).toEqual([]);
    expect(await migrate(databases.keys.owner, 'keys', rolesOf(databases))).toEqual([]);
  });

  it('are frozen once shipped: a change goes into a new file, which is added to sql/frozen.json', () => {
    const frozen: unknown = JSON.parse(
      readFileSync(new URL('../sql/frozen.json', import.meta.url), 'utf8'),
    );
    const found = (set: 'main' | 'keys'): object =>
      Object.fromEntries(migrationsOf(set).map(({ name, sha256 }) => [name, sha256]));
    expect({ main: found('main'), keys: found('keys') }).toEqual(frozen);
  });

  it('refuse a file that is not the one applied, and a database that knows more', async () => {
    const { owner } = databases.keys;
    const [, ...rest] = migrationsOf('keys');
    const tampered = migrationsOf('keys').map((file) => ({ ...file, sha256: 'other' }));
    await expect(migrate(owner, 'keys', rolesOf(databases), tampered)).rejects.toThrow(
      /not the one that was applied/,
    );
    await expect(migrate(owner, 'keys', rolesOf(databases), rest)).rejects.toThrow(
      /newer Daylight.*0001_/,
    );
  });

  it('go on where a kill left them, and keep nothing of a file that failed', async () => {
    const made = await provision(adminOfCluster(cluster), { dataDir, database: 'half' });
    const files = migrationsOf('main');
    const broken = files
      .slice(3, 4)
      .map((file) => ({ ...file, sql: 'CREATE SCHEMA leftover; SELECT 1/0;' }));
    await expect(
      migrate(made.main.owner, 'main', rolesOf(made), [...files.slice(0, 3), ...broken]),
    ).rejects.toThrow(/22012/);
    expect(
      await run(made.main.owner, "SELECT FROM pg_namespace WHERE nspname = 'leftover'"),
    ).toEqual([]);
    const both = await Promise.all(
      [1, 2].map(() => migrate(made.main.owner, 'main', rolesOf(made))),
    );
    expect(both.flat()).toEqual(files.slice(3).map(({ name }) => name));
  });
});
