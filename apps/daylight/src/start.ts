import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Misconfigured, systemClock } from '#kernel';
import {
  settingsFor,
  type Configuration,
  type FeedSettings,
  type OfficeSettings,
} from '#platform/configuration';
import type { Databases } from '#platform/postgres';
import { ensureAccounts } from './accounts.js';
import { openDatabases, type OpenDatabases } from './databases.js';
import { openEngineOn } from './installation.js';
import { Supervised } from './processes.js';
import { seed } from './seed.js';
import { version } from './version.js';
import { welcome } from './welcome.js';

/** The content of `DATA_DIR/run.json` while the servers run. */
interface Run {
  readonly pid: number;
  readonly feed: string;
  readonly office: string;
  readonly version: string;
}

/** Starts everything of one machine, and stops it in order on SIGTERM and Ctrl-C. */
export async function start(
  configuration: Configuration,
  print: (line: string) => void,
): Promise<void> {
  const began = systemClock.now();
  const { DATA_DIR: dataDir, DEMO: demo } = configuration;
  await mkdir(join(dataDir, 'log'), { recursive: true, mode: 0o700 });
  const runFile = join(dataDir, 'run.json');
  refuseSecondStart(runFile);
  const asked = stopAsked();
  const running: Supervised[] = [];
  let databases: OpenDatabases | null = null;
  try {
    databases = await openDatabases(configuration);
    const { office, feed } = await prepare(configuration, databases.databases);
    const offices = await Supervised.start({
      name: 'office',
      script: script('office'),
      nodeOptions: [],
      environment: settingsFor(office),
      output: join(dataDir, 'log', 'office.out'),
    });
    running.push(offices.supervised);
    const feeds = await Supervised.start({
      name: 'feed',
      script: script('feed'),
      nodeOptions: feedFence(dataDir),
      environment: settingsFor(feed),
      output: join(dataDir, 'log', 'feed.out'),
    });
    running.push(feeds.supervised);
    const run: Run = { pid: process.pid, feed: feeds.address, office: offices.address, version };
    await writeFile(runFile, JSON.stringify(run), { mode: 0o600 });
    welcome({ configuration, run, seconds: (systemClock.now() - began) / 1000, demo }, print);
    await asked;
  } finally {
    for (const server of running.reverse()) await server.stop();
    await rm(runFile, { force: true });
    await databases?.close();
  }
}

/** Brings the log to life before any server runs: leaf 0, accounts, the demonstration cases, the views. */
async function prepare(
  configuration: Configuration,
  databases: Databases,
): Promise<{ office: OfficeSettings; feed: FeedSettings }> {
  const { DATA_DIR: dataDir, DEMO: demo, LOG_LEVEL: logLevel } = configuration;
  const engine = await openEngineOn(configuration, databases);
  try {
    const principal = await ensureAccounts(engine, configuration);
    if (demo) await seed(engine, principal);
    while (await engine.projections.advance());
    const { origin, zone, on } = engine.installation;
    const common = { dataDir, logLevel, version };
    return {
      office: {
        ...common,
        host: configuration.OFFICE_HOST,
        port: configuration.OFFICE_PORT,
        role: configuration.ROLE,
        office: databases.main.office,
        keys: databases.keys.keys,
        reader: databases.main.feed.user,
        sealWindow: configuration.SEAL_WINDOW,
      },
      feed: {
        ...common,
        host: configuration.HOST,
        port: configuration.PORT,
        publicUrl: configuration.PUBLIC_URL,
        database: databases.main.feed,
        origin,
        zone,
        year: on.slice(0, 4),
        demo,
      },
    };
  } finally {
    await engine.close();
  }
}

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const script = (app: string) => join(root, 'dist', 'apps', app, 'src', 'main.js');

/**
 * The feed may read the program and write its log, nothing else of this machine: key files cannot be opened by it even
 * under the same user. Node's permission model; its flag lost the word "experimental" in Node 22.13.
 */
function feedFence(dataDir: string): string[] {
  const [major = 20, minor = 0] = process.versions.node.split('.').map(Number);
  const flag =
    major > 22 || (major === 22 && minor >= 13) ? '--permission' : '--experimental-permission';
  const readable = ['dist', 'node_modules', 'package.json'].map((name) =>
    realpathSync(join(root, name)),
  );
  const log = join(realpathSync(dataDir), 'log');
  return [
    flag,
    '--no-warnings',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-read=${log}`,
    `--allow-fs-write=${log}`,
  ];
}

function refuseSecondStart(runFile: string): void {
  if (!existsSync(runFile)) return;
  const { pid } = JSON.parse(readFileSync(runFile, 'utf8')) as Run;
  try {
    process.kill(pid, 0);
  } catch {
    return; // It was killed; what it left is taken over.
  }
  throw new Misconfigured(
    `Daylight already runs as process ${String(pid)}`,
    runFile,
    'Stop it first, or set DATA_DIR to another folder.',
  );
}

/** Resolves at the first SIGTERM or Ctrl-C; further ones change nothing, since everything is on its way out. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        resolve();
      });
    }
  });
}
