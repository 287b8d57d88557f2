import { refuseUnfinishedRestore } from '#backup';
import { capabilities } from '#capabilities';
import { openEngine, type Engine } from '#engine';
import { systemClock } from '#kernel';
import type { Configuration } from '#platform/configuration';
import type { Databases } from '#platform/postgres';
import { ensureViews } from '#projections';
import { openDatabases } from './databases.js';
import { version } from './version.js';

/** The engine of this installation on databases that are open already. The caller closes both. */
export async function openEngineOn(
  configuration: Configuration,
  databases: Databases,
): Promise<Engine> {
  const { DATA_DIR, DEMO, LOG_ORIGIN, PUBLIC_URL, SEAL_WINDOW, TIME_ZONE } = configuration;
  await refuseUnfinishedRestore(DATA_DIR);
  const engine = await openEngine(
    {
      dataDir: DATA_DIR,
      office: databases.main.office,
      keys: databases.keys.keys,
      reader: databases.main.feed.user,
      origin: LOG_ORIGIN ?? null,
      zone: TIME_ZONE ?? null,
      defaultZone: 'Asia/Shanghai',
      defaultOrigin: (logKey) =>
        DEMO ? `localhost/${logKey}` : `${new URL(PUBLIC_URL).hostname}/log`,
      sealWindow: SEAL_WINDOW,
      software: `daylight ${version}`,
    },
    capabilities,
    systemClock,
  );
  await ensureViews(engine.projections);
  return engine;
}

/** Opens an installation for a command, beside a running server or without one, and leaves it whatever happens. */
export async function withEngine<T>(
  configuration: Configuration,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { databases, close } = await openDatabases(configuration);
  try {
    const engine = await openEngineOn(configuration, databases);
    try {
      return await work(engine);
    } finally {
      await engine.close();
    }
  } finally {
    await close();
  }
}
