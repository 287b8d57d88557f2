import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withClient, type Connection } from './client.js';
import { openCluster, type Cluster } from './embedded-cluster.js';
import { eventually, lifeOf } from './processes.js';

jest.setTimeout(60_000);

const folders: string[] = [];
const clusters: Cluster[] = [];
const isRoot = process.getuid?.() === 0;

function newFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'daylight-cluster-'));
  folders.push(folder);
  return folder;
}

async function open(dataDir: string): Promise<Cluster> {
  const cluster = await openCluster({ dataDir });
  clusters.push(cluster);
  return cluster;
}

const to = ({ host, port, superuser }: Cluster): Connection => ({
  host,
  port,
  ...superuser,
  database: 'postgres',
});
const pidOf = (dataDir: string): number =>
  Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
const mode = (...path: string[]): number => statSync(join(...path)).mode & 0o777;

afterEach(async () => {
  for (const cluster of clusters.splice(0).reverse()) await cluster.stop();
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('the embedded cluster', () => {
  it('starts, keeps its secrets closed, stops without a trace and starts again', async () => {
    const dataDir = newFolder();
    const first = await open(dataDir);
    expect(first).toMatchObject({ startedHere: true, version: '18.4' });
    expect([mode(dataDir, 'keys'), mode(dataDir, 'keys', 'postgres-superuser')]).toEqual([
      0o700, 0o600,
    ]);
    expect([mode(dataDir, 'postgres'), mode(first.host)]).toEqual([0o700, 0o700]);
    const settings = await withClient(to(first), async (client) => {
      const { rows } = await client.query<Record<string, string>>(
        `SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS tcp, current_setting('wal_recycle') AS recycle,
           datlocprovider AS provider, datlocale AS locale FROM pg_database WHERE datname = current_database()`,
      );
      return rows[0];
    });
    expect(settings).toEqual({
      fsync: 'on',
      tcp: '',
      recycle: 'off',
      provider: 'b',
      locale: 'C.UTF-8',
    });
    const pid = pidOf(dataDir);
    await first.stop();
    await first.stop();
    expect(lifeOf(pid)).not.toBe('alive');
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
    expect(existsSync(first.host)).toBe(false);
    expect((await open(dataDir)).startedHere).toBe(true);
  });

  it('asks for the password on the socket too', async () => {
    const cluster = await open(newFolder());
    await expect(
      withClient({ ...to(cluster), password: 'guess' }, () => Promise.resolve()),
    ).rejects.toMatchObject({
      code: '28P01',
    });
  });

  it('loses no acknowledged row when the postmaster is killed', async () => {
    const dataDir = newFolder();
    const cluster = await open(dataDir);
    await withClient(to(cluster), (client) =>
      client.query('CREATE TABLE kept (n int PRIMARY KEY)'),
    );
    for (let round = 0; round < 3; round++) {
      const running = round === 0 ? cluster : await open(dataDir);
      const acknowledged: number[] = [];
      const writing = withClient(to(running), async (client) => {
        for (let n = round * 1_000_000; ; n++) {
          await client.query('INSERT INTO kept VALUES ($1)', [n]);
          acknowledged.push(n);
        }
      });
      const broken = expect(writing).rejects.toThrow();
      await eventually(() => acknowledged.length > 200, 20_000);
      process.kill(pidOf(dataDir), 'SIGKILL');
      await broken;
      const again = await open(dataDir);
      expect(again.startedHere).toBe(true);
      const kept = await withClient(to(again), (client) =>
        client.query<{ n: number }>('SELECT n FROM kept'),
      );
      const there = new Set(kept.rows.map(({ n }) => n));
      expect(acknowledged.filter((n) => !there.has(n))).toEqual([]);
      if (round < 2) await again.stop();
    }
  });

  it('is started once and shared when two open it at the same time', async () => {
    const dataDir = newFolder();
    const both = await Promise.all([open(dataDir), open(dataDir)]);
    expect(both.map(({ startedHere }) => startedHere).sort()).toEqual([false, true]);
    const pid = pidOf(dataDir);
    await both.find(({ startedHere }) => !startedHere)?.stop();
    expect(lifeOf(pid)).toBe('alive');
  });

  it('takes over the server of a starter that died', async () => {
    const dataDir = newFolder();
    await openCluster({ dataDir });
    const pid = pidOf(dataDir);
    writeFileSync(join(dataDir, 'postgres.starter'), '999999999 1');
    const heir = await open(dataDir);
    expect([heir.startedHere, pidOf(dataDir)]).toEqual([true, pid]);
    await heir.stop();
    expect(lifeOf(pid)).not.toBe('alive');
  });

  it('starts beside the note of a dead server whose number another process has', async () => {
    const dataDir = newFolder();
    await (await open(dataDir)).stop();
    writeFileSync(
      join(dataDir, 'postgres', 'postmaster.pid'),
      `${String(process.pid)}\n${dataDir}/postgres\n1\n5432\n/tmp\n\n1 1\nready\n`,
    );
    expect((await open(dataDir)).startedHere).toBe(true);
  });

  it('refuses a stranger on its socket, with a wrong password and with the right one', async () => {
    const [ours, theirs] = [newFolder(), newFolder()];
    await (await open(ours)).stop();
    const stranger = await open(theirs);
    // A process that looks like our server, and a note that leads to theirs.
    const bait = spawn('sleep', ['60'], { cwd: join(ours, 'postgres'), stdio: 'ignore' });
    try {
      writeFileSync(
        join(ours, 'postgres', 'postmaster.pid'),
        `${String(bait.pid)}\n${ours}/postgres\n1\n5432\n${stranger.host}\n\n1 1\nready\n`,
      );
      await expect(openCluster({ dataDir: ours })).rejects.toThrow(
        /not the database of this folder/,
      );
      cpSync(join(theirs, 'keys'), join(ours, 'keys'), { recursive: true });
      await expect(openCluster({ dataDir: ours })).rejects.toThrow(
        /not the database of this folder/,
      );
    } finally {
      bait.kill('SIGKILL');
    }
  });

  it('does an initdb again that was broken off, and starts after a killed starter left its lock', async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, 'postgres.new', 'base'), { recursive: true });
    mkdirSync(join(dataDir, 'postgres', 'base'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres.lock'), '999999999 1 abc');
    expect((await open(dataDir)).startedHere).toBe(true);
  });

  it('refuses a folder of another PostgreSQL, of a newer Daylight, a damaged one and one that only tests may use', async () => {
    const dataDir = newFolder();
    const cluster = join(dataDir, 'postgres');
    await (await open(dataDir)).stop();
    writeFileSync(join(cluster, 'PG_VERSION'), '19\n');
    await expect(open(dataDir)).rejects.toThrow(/written by PostgreSQL 19.*daylight backup/);
    rmSync(join(cluster, 'PG_VERSION'));
    await expect(open(dataDir)).rejects.toThrow(/PG_VERSION is missing/);
    writeFileSync(join(cluster, 'PG_VERSION'), '18\n');
    writeFileSync(join(dataDir, 'postgres.json'), '{"format":2}');
    await expect(open(dataDir)).rejects.toThrow(/newer Daylight/);
    rmSync(join(dataDir, 'postgres.json'));
    clusters.push(await openCluster({ dataDir, durable: false }));
    await expect(openCluster({ dataDir })).rejects.toThrow(/as only tests may/);
  });

  it('says what the server said when it does not start', async () => {
    const dataDir = newFolder();
    await (await open(dataDir)).stop();
    writeFileSync(join(dataDir, 'postgres', 'postgresql.conf'), 'no_such_setting = 1\n');
    await expect(open(dataDir)).rejects.toThrow(/no_such_setting.*DATABASE_URL/s);
  });
});

describe('the embedded cluster under root', () => {
  const namespaces = spawnSync('unshare', ['--user', '--map-user=65534', 'true']).status === 0;
  const path = process.env['PATH'];
  const withoutUnshare = async (work: () => Promise<void>): Promise<void> => {
    process.env['PATH'] = '/nowhere';
    try {
      await work();
    } finally {
      process.env['PATH'] = path;
    }
  };

  (isRoot && namespaces ? it : it.skip)('works in a folder that only root may enter', async () => {
    const dataDir = newFolder('/root');
    await (await open(dataDir)).stop();
    expect(statSync(join(dataDir, 'postgres')).uid).toBe(0);
    expect((await open(dataDir)).startedHere).toBe(true);
  });

  (isRoot ? it : it.skip)(
    'becomes another user where there are no namespaces, and stays that user',
    async () => {
      const dataDir = join(newFolder(), 'data');
      spawnSync('chmod', ['755', join(dataDir, '..')]);
      await withoutUnshare(async () => (await open(dataDir)).stop());
      expect(statSync(join(dataDir, 'postgres')).uid).not.toBe(0);
      expect((await open(dataDir)).startedHere).toBe(true);
    },
  );

  (isRoot ? it : it.skip)('says what to do where neither works', async () => {
    const dataDir = newFolder('/root');
    await withoutUnshare(() => expect(open(dataDir)).rejects.toThrow(/root.*DATABASE_URL/));
  });
});
