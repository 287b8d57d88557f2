import { readFile } from 'node:fs/promises';
import { refuseUnfinishedRestore } from '#backup';
import { capabilities } from '#capabilities';
import { openEngine, type Engine, type SealingSettings } from '#engine';
import { Misconfigured, systemClock } from '#kernel';
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
      sealing: await sealingOf(configuration),
    },
    capabilities,
    systemClock,
  );
  await ensureViews(engine.projections);
  return engine;
}

/** How checkpoints are made, with the list of witnesses read. @throws Misconfigured */
export async function sealingOf({
  SEAL_BATCH: batch,
  WITNESS_POLICY: file,
  WITHOUT_QUORUM: withoutQuorum,
}: Configuration): Promise<SealingSettings> {
  if (file === undefined) return { batch, withoutQuorum, witnesses: null };
  try {
    return { batch, withoutQuorum, witnesses: await readFile(file, 'utf8') };
  } catch (cause) {
    throw new Misconfigured(
      'The list of witnesses cannot be read',
      'WITNESS_POLICY',
      'Name a file that this user can read, or unset it.',
      { cause },
    );
  }
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
