import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Misconfigured, systemClock } from '#kernel';
import {
  settingsFor,
  type Configuration,
  type FeedSettings,
  type OfficeSettings,
} from '#platform/configuration';
import type { Databases } from '#platform/postgres';
import { logFolderOf } from '#sealer';
import { ensureAccounts } from './accounts.js';
import { openDatabases, type OpenDatabases } from './databases.js';
import { feedFence, root } from './feed-fence.js';
import { openEngineOn, sealingOf } from './installation.js';
import { Supervised } from './processes.js';
import { liveRun, removeRun, runFile, writeRun } from './run-file.js';
import { seed } from './seed.js';
import { version } from './version.js';
import { welcome } from './welcome.js';

/** Starts everything of one machine, and stops it in order on SIGTERM and Ctrl-C. */
export async function start(
  configuration: Configuration,
  print: (line: string) => void,
): Promise<void> {
  const began = systemClock.now();
  const { DATA_DIR: dataDir, DEMO: demo } = configuration;
  await mkdir(join(dataDir, 'log'), { recursive: true, mode: 0o700 });
  await mkdir(logFolderOf(dataDir), { recursive: true });
  refuseSecondStart(dataDir);
  const asked = stopAsked();
  const running: Supervised[] = [];
  const stopping = new AbortController();
  let reviving: Promise<void> = Promise.resolve();
  let databases: OpenDatabases | null = null;
  let told = false;
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
    const run = { pid: process.pid, feed: feeds.address, office: offices.address, version };
    told = true;
    await writeRun(dataDir, run);
    welcome({ configuration, run, seconds: (systemClock.now() - began) / 1000, demo }, print);
    reviving = databases.keepAlive(stopping.signal);
    await asked;
  } finally {
    stopping.abort();
    await reviving;
    for (const server of running.reverse()) await server.stop();
    // Where another start on this folder was quicker, the file is that one's.
    if (told) await removeRun(dataDir);
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
    await engine.recordPolicies();
    if (demo) await seed(engine, principal);
    // A log that nobody has seen yet is not made to wait for the end of a window.
    if (!(await engine.publications.last())) await engine.sealer(reportAlarm).once();
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
        sealing: await sealingOf(configuration),
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

/** Before any process has a log of its own. */
const reportAlarm = (message: string): void => {
  console.error(`daylight: ${message}`);
};

const script = (app: string) => join(root, 'dist', 'apps', app, 'src', 'main.js');

function refuseSecondStart(dataDir: string): void {
  const run = liveRun(dataDir);
  // What a killed one left is taken over; in a container its number can be our own.
  if (!run || run.pid === process.pid) return;
  throw new Misconfigured(
    `Daylight already runs as process ${String(run.pid)}`,
    runFile(dataDir),
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
