import { capabilities } from '#capabilities';
import { openEngine, type Engine } from '#engine';
import { systemClock } from '#kernel';
import {
  adminOfCluster,
  migrate,
  openCluster,
  provision,
  rolesOf,
  type Cluster,
  type Databases,
} from '#platform/postgres';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atTheHead } from '../language/installation.js';

/** A durable database server of its own, and an engine that reaches it through a proxy. */
export interface Faulty {
  readonly dataDir: string;
  readonly databases: Databases;
  readonly proxy: Proxy;
  /** Through the proxy. */
  readonly engine: Engine;
  /** Around it. */
  readonly direct: Engine;
  kill(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function newFaulty(folder?: string): Promise<Faulty> {
  // Here the server is durable, and checked for it.
  delete process.env['DAYLIGHT_TEST_CLUSTER'];
  const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'daylight-fault-')));
  let cluster: Cluster = await openCluster({ dataDir });
  const databases = await provision(adminOfCluster(cluster), { dataDir });
  await migrate(databases.main.owner, 'main', rolesOf(databases));
  await migrate(databases.keys.owner, 'keys', rolesOf(databases));
  const proxy = await Proxy.before(cluster);
  const open = async (host: string) =>
    atTheHead(
      await openEngine(
        {
          dataDir,
          office: { ...databases.main.office, host },
          keys: databases.keys.keys,
          reader: databases.main.feed.user,
          origin: 'test.example/log',
          zone: 'Asia/Shanghai',
          defaultZone: 'UTC',
          defaultOrigin: () => 'test.example/log',
          sealWindow: 1,
          software: 'daylight test',
        },
        capabilities,
        systemClock,
      ),
    );
  const engine = await open(proxy.folder);
  const direct = await open(cluster.host);
  const pid = () =>
    Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    ...{ dataDir, databases, proxy, engine, direct },
    kill: async () => {
      const killed = pid();
      process.kill(killed, 'SIGKILL');
      await proxy.cut();
    },
    restart: async () => {
      cluster = await openCluster({ dataDir });
    },
    close: async () => {
      await Promise.all([engine.close(), direct.close()]);
      await proxy.close();
      await cluster.stop();
      if (folder === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Stands between a pool and its server, on a unix socket. */
export class Proxy {
  /** The next reply to a message that contains this text is swallowed, and its connection cut. */
  swallow: string | null = null;
  swallowed = 0;
  /** Nothing passes any more, in either direction, and no connection is refused. */
  hole = false;
  private readonly sockets = new Set<Socket>();

  private constructor(
    readonly folder: string,
    private readonly server: Server,
  ) {}

  static async before({ host, port }: Cluster): Promise<Proxy> {
    const folder = await mkdtemp(join(tmpdir(), 'dl-proxy-'));
    const name = `.s.PGSQL.${String(port)}`;
    const server = createServer();
    const proxy = new Proxy(folder, server);
    server.on('connection', (client) => {
      proxy.join(client, connect(join(host, name)));
    });
    await new Promise<void>((resolve) => server.listen(join(folder, name), resolve));
    return proxy;
  }

  private join(client: Socket, upstream: Socket): void {
    let swallowing = false;
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        if (!this.hole) to.destroy();
      });
    }
    client.on('data', (sent) => {
      if (this.hole) return;
      if (this.swallow !== null && sent.includes(this.swallow)) {
        swallowing = true;
        this.swallow = null;
      }
      upstream.write(sent);
    });
    upstream.on('data', (answer) => {
      if (this.hole) return;
      if (swallowing) {
        this.swallowed += 1;
        client.destroy();
        return;
      }
      client.write(answer);
    });
  }

  /** Ends every connection. */
  async cut(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => setImmediate(resolve));
  }

  async close(): Promise<void> {
    this.hole = false;
    await this.cut();
    await new Promise((resolve) => this.server.close(resolve));
    await rm(this.folder, { recursive: true, force: true });
  }
}
