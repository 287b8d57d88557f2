import { resolve } from 'node:path';
import { Command } from 'commander';
import { eventsManifest, readKind, refuseInUse, restoreEvents } from '#backup';
import { PostgresEventStore } from '#event-store';
import { Misconfigured } from '#kernel';
import { readConfiguration, type Configuration } from '#platform/configuration';
import { openPool, requireDurable, type Databases } from '#platform/postgres';
import { restoreKeys } from '#vault';
import { openDatabases } from '../databases.js';
import { Output } from '../output.js';
import { liveRun, runFile } from '../run-file.js';
import { Usage } from '../usage.js';

interface Options {
  readonly identity?: string;
  readonly json?: boolean;
}

export const restoreCommand = () =>
  new Command('restore')
    .description(
      'Load a backup into an empty installation, verifying all of it. One that was broken off goes on.',
    )
    .argument('<dir>', 'folder of a backup')
    .option('--identity <file>', 'age identity of a recipient; for a backup of the keys')
    .option(
      '--json',
      'progress and result as NDJSON on standard output; the last line is the result',
    )
    .action(async (dir: string, { identity, json }: Options) => {
      const output = new Output(json ?? false);
      const configuration = readConfiguration(process.env);
      const directory = resolve(dir);
      const { kind, said } = await readKind(directory);
      if (kind === 'keys' && identity === undefined)
        throw new Usage('A backup of the keys is restored with --identity FILE.');
      if (kind === 'events' && identity !== undefined)
        throw new Usage('--identity is for a backup of the keys; this one holds events.');
      const manifest = kind === 'events' ? eventsManifest(directory, said) : null;
      refuseLiveRun(configuration);
      const { databases, close } = await openDatabases(configuration);
      const { main } = databases;
      try {
        await refuseInUse(main.owner, [main.office.user, main.feed.user]);
        if (manifest) await events(configuration, databases, directory, manifest, output);
        else await keys(configuration, databases, directory, identity ?? '', output);
      } finally {
        await close();
      }
    });

async function events(
  { DATA_DIR: dataDir }: Configuration,
  { main }: Databases,
  directory: string,
  manifest: ReturnType<typeof eventsManifest>,
  output: Output,
): Promise<void> {
  const began = performance.now();
  const pool = openPool(main.office, 'restore', 2);
  try {
    await requireDurable(pool);
    const parts = { pool, store: new PostgresEventStore(pool), dataDir };
    await restoreEvents(parts, directory, manifest, (n, of) => {
      output.progress({ events: n, of });
    });
  } finally {
    await pool.end();
  }
  const { kind, size, root, files } = manifest;
  const seconds = (performance.now() - began) / 1000;
  output.result(
    { done: true, kind, size, root, files: files.length, seconds },
    `${String(size)} events restored and verified, root ${root}, ${seconds.toFixed(1)} s. Put the keys back, then \`daylight start\`: it builds the views.`,
  );
}

async function keys(
  { DATA_DIR: dataDir }: Configuration,
  databases: Databases,
  directory: string,
  identity: string,
  output: Output,
): Promise<void> {
  const began = performance.now();
  const parts = { keys: databases.keys.keys, dataDir };
  const { rows, aliases } = await restoreKeys(parts, directory, resolve(identity));
  output.result(
    { done: true, kind: 'keys', rows, aliases, seconds: (performance.now() - began) / 1000 },
    'The keys are back. Restore the log if it is not here yet, then `daylight start`.',
  );
}

function refuseLiveRun({ DATA_DIR: dataDir }: Configuration): void {
  const run = liveRun(dataDir);
  // What a killed one left can have our own number in a container.
  if (run === null || run.pid === process.pid) return;
  throw new Misconfigured(
    `Daylight runs as process ${String(run.pid)}`,
    runFile(dataDir),
    'Stop it, then restore. Nothing was changed.',
  );
}
