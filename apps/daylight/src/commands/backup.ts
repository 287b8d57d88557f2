import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { backUpEvents, refuseUnfinishedRestore } from '#backup';
import { PostgresEventStore } from '#event-store';
import { Corrupt, systemClock } from '#kernel';
import { readConfiguration, type Configuration } from '#platform/configuration';
import { openPool, type Databases } from '#platform/postgres';
import { backUpKeys } from '#vault';
import { openDatabases } from '../databases.js';
import { Output } from '../output.js';
import { version } from '../version.js';

interface Options {
  readonly keys?: boolean;
  readonly json?: boolean;
}

export const backupCommand = () =>
  new Command('backup')
    .description(
      'Write the log, the read audit and the accounts into a folder, checked on the way; or the keys.',
    )
    .argument('<dir>', 'folder that does not exist, or is empty')
    .option('--keys', 'the keys instead; keep them apart from the rest')
    .option(
      '--json',
      'progress and result as NDJSON on standard output; the last line is the result',
    )
    .action(async (dir: string, options: Options) => {
      const output = new Output(options.json ?? false);
      const configuration = readConfiguration(process.env);
      await refuseUnfinishedRestore(configuration.DATA_DIR);
      const { databases, close } = await openDatabases(configuration);
      const write = options.keys ? keys : events;
      try {
        await write(configuration, databases, resolve(dir), output);
      } catch (error) {
        if (!(error instanceof Corrupt)) throw error;
        output.note(`daylight: ${error.message} Keep the last good backup; this one is none.`);
        process.exitCode = 3;
      } finally {
        await close();
      }
    });

async function events(
  _: Configuration,
  { main }: Databases,
  directory: string,
  output: Output,
): Promise<void> {
  const began = performance.now();
  const pool = openPool(main.office, 'backup', 2);
  try {
    const parts = {
      pool,
      store: new PostgresEventStore(pool),
      clock: systemClock,
      software: `daylight ${version}`,
    };
    const manifest = await backUpEvents(parts, directory, (n, of) => {
      output.progress({ events: n, of });
    });
    const { kind, size, root, files } = manifest;
    const seconds = (performance.now() - began) / 1000;
    output.result(
      { done: true, kind, size, root, files: files.length, seconds },
      `${directory}: ${String(size)} events in ${String(files.length)} files, root ${root}, ${seconds.toFixed(1)} s. The keys are not in it: \`daylight backup DIR --keys\`.`,
    );
  } finally {
    await pool.end();
  }
}

async function keys(
  { DATA_DIR: dataDir }: Configuration,
  databases: Databases,
  directory: string,
  output: Output,
): Promise<void> {
  const began = performance.now();
  const parts = { keys: databases.keys.keys, dataDir };
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { rows, aliases, recipients } = await backUpKeys(parts, directory);
  const seconds = (performance.now() - began) / 1000;
  output.result(
    { done: true, kind: 'keys', rows, aliases, recipients, seconds },
    `${directory}: ${String(rows)} keys and ${String(aliases)} names, readable by ${String(recipients)} recipients. Keep it apart from the backup of the log.`,
  );
}
