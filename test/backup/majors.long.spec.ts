import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '#platform/postgres';
import { accountFor } from '../../libs/platform/postgres/src/unprivileged.js';
import { daylight, eventually, type Environment, type Json } from '../language/tracker.js';
import { actionLines, allLines, manifestOf, newPlace } from './installations.js';

/** Of the embedded PostgreSQL. */
const embedded = 18;
const installed = '/usr/lib/postgresql';
const majors = (existsSync(installed) ? readdirSync(installed) : [])
  .map(Number)
  .filter((major) => major >= 15 && major !== embedded)
  .filter((major) => existsSync(join(installed, String(major), 'bin/initdb')));

/** A PostgreSQL of this machine, on a unix socket. */
class OtherServer {
  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(major: number): Promise<OtherServer> {
    const folder = await newPlace();
    const [cluster, passwordFile, log] = ['data', 'password', 'log'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    const bin = (name: string) => join(installed, String(major), 'bin', name);
    mkdirSync(cluster, { mode: 0o700 });
    const account = accountFor({ program: bin('postgres'), clusterFolder: cluster });
    writeFileSync(passwordFile, 'of-a-test', { mode: 0o600 });
    for (const path of [folder, cluster, passwordFile]) account.own(path);
    const [program, args, options] = account.command(bin('initdb'), [
      ...['--pgdata', cluster, '--username=postgres', '--auth=scram-sha-256'],
      ...[`--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C', '--no-sync'],
    ]);
    const made = spawnSync(program, args, { ...options, encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    const [postgres, serving, how] = account.command(bin('postgres'), [
      ...['-D', cluster, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${folder}`],
    ]);
    const child = spawn(postgres, serving, { ...how, stdio: 'ignore' });
    const server = new OtherServer(folder, child);
    await eventually(`PostgreSQL ${String(major)} answers (${log})`, () =>
      server.version().then(
        (version) => version === major,
        () => false,
      ),
    );
    return server;
  }

  private version(): Promise<number> {
    const to = { host: this.folder, port: 5432, user: 'postgres', password: 'of-a-test' };
    return withClient({ ...to, database: 'postgres' }, async (client) => {
      const { rows } = await client.query<{ server_version_num: string }>(
        'show server_version_num',
      );
      return Math.floor(Number(rows[0]?.server_version_num) / 10_000);
    });
  }

  url(database: string): string {
    return `postgres://postgres:of-a-test@/${database}?host=${encodeURIComponent(this.folder)}`;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGINT');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** `daylight …` that has to succeed; answers its result. */
async function run(environment: Environment, ...args: string[]): Promise<Json> {
  const { code, error, result } = await daylight([...args, '--json'], environment);
  if (code !== 0) throw new Error(`${args.join(' ')}: exit ${String(code)}: ${error}`);
  return result;
}

/** Name, rows and digest of every view, built afresh. */
const views = async (environment: Environment) =>
  (await run(environment, 'rebuild')).views.map(({ name, rows, digest }: Json) => ({
    ...{ name, rows, digest },
  }));

const title = majors.length === 0 ? ' (skipped: no other PostgreSQL major on this machine)' : '';
for (const major of majors.length === 0 ? [0] : majors)
  (major === 0 ? describe.skip : describe)(
    `from PostgreSQL ${String(major)} to ${String(embedded)} and back${title}`,
    () => {
      let place: string;
      let other: OtherServer;
      let old: Environment;
      let identity: string;
      const at = (name: string) => join(place, name);
      const lines = actionLines(3, 20);

      beforeAll(async () => {
        place = await newPlace();
        other = await OtherServer.start(major);
        old = { DATA_DIR: at('old'), DATABASE_URL: other.url('daylight') };
        await writeFile(at('actions.ndjson'), lines);
        await run(old, 'seed');
        await run(old, 'import', at('actions.ndjson'));
        await run(old, 'token', '--as', 'admin@demo.test');
        // Two holders of recovery identities, as in docs/how-to/upgrade-postgresql.md.
        const identities = [await generateIdentity(), await generateIdentity()];
        const recipients = await Promise.all(identities.map((one) => identityToRecipient(one)));
        await run(old, 'keys', 'recovery', ...recipients.flatMap((one) => ['--recipient', one]));
        identity = at('identity');
        await writeFile(identity, `${identities[0] ?? ''}\n`, { mode: 0o600 });
      }, 180_000);
      afterAll(async () => {
        await other.stop();
        await rm(place, { recursive: true, force: true });
      }, 60_000);

      /** The path of docs/how-to/upgrade-postgresql.md. */
      const move = async (from: Environment, to: Environment, name: string): Promise<void> => {
        await mkdir(at(name));
        await run(from, 'backup', at(`${name}/log`));
        await run(from, 'backup', '--keys', at(`${name}/keys`));
        await run(to, 'restore', at(`${name}/keys`), '--identity', identity);
        await run(to, 'restore', at(`${name}/log`));
      };

      const same = async (from: Environment, to: Environment, name: string): Promise<void> => {
        const digests = await views(from);
        await move(from, to, name);
        expect(await views(to)).toEqual(digests);
        const again = at(`${name}/again`);
        const { root, size } = await run(to, 'backup', again);
        const before = await manifestOf(at(`${name}/log`));
        expect({ root, size }).toEqual({ root: before.root, size: before.size });
        for (const folder of ['events', 'access-log', 'accounts', 'checkpoints'])
          expect([folder, await allLines(again, folder)]).toEqual([
            folder,
            await allLines(at(`${name}/log`), folder),
          ]);
        expect(before.accessLog.rows).toBeGreaterThan(0);
        // The keys are those of before, and what was imported is still known.
        expect(await run(to, 'import', at('actions.ndjson'))).toMatchObject({
          ...{ read: 60, written: 0, unchanged: 60, events: 0 },
        });
      };

      it('the other major to the embedded one', async () => {
        await same(old, { DATA_DIR: at('new') }, 'up');
        expect((await readFile(at('new/postgres/PG_VERSION'), 'utf8')).trim()).toBe(
          String(embedded),
        );
      }, 240_000);

      it('the embedded one to the other major', async () => {
        const back = { DATA_DIR: at('back'), DATABASE_URL: other.url('back') };
        await same({ DATA_DIR: at('new') }, back, 'down');
      }, 240_000);
    },
  );
