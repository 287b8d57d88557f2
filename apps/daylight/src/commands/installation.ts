import { Command } from 'commander';
import { readConfiguration, printableConfiguration } from '#platform/configuration';
import { ensureAccounts } from '../accounts.js';
import { openDatabases } from '../databases.js';
import { withEngine } from '../installation.js';
import { Output } from '../output.js';
import { seed } from '../seed.js';
import { start } from '../start.js';

interface Json {
  readonly json?: boolean;
}
const json = [
  '--json',
  'results as NDJSON on standard output; the last line is the result',
] as const;

export const startCommand = () =>
  new Command('start')
    .description('Start the database, the office and the public server of this machine.')
    .action(async () => {
      await start(readConfiguration(process.env), (line) => {
        console.log(line);
      });
    });

export const seedCommand = () =>
  new Command('seed')
    .description('Record the demonstration cases. Seeding again writes nothing.')
    .option(...json)
    .action(async (options: Json) => {
      const output = new Output(options.json ?? false);
      const configuration = readConfiguration(process.env);
      const { cases, events } = await withEngine(configuration, async (engine) =>
        seed(engine, await ensureAccounts(engine, configuration)),
      );
      output.result(
        { done: true, cases, events },
        `Cases ${cases.join(', ')}: ${String(events)} events recorded.`,
      );
    });

export const configCommand = () =>
  new Command('config')
    .description('Check the settings of the environment.')
    .option('--print', 'print them, secrets masked')
    .option(...json)
    .action((options: Json & { print?: boolean }) => {
      const settings = printableConfiguration(readConfiguration(process.env));
      const lines = Object.entries(settings).map(([name, value]) => `${name}=${String(value)}`);
      new Output(options.json ?? false).result(
        settings,
        options.print ? lines.join('\n') : 'The settings can be used.',
      );
    });

export const migrateCommand = () =>
  new Command('migrate')
    .description('Bring the databases up to this version.')
    .option(...json)
    .action(async (options: Json) => {
      await (await openDatabases(readConfiguration(process.env))).close();
      new Output(options.json ?? false).result({ done: true }, 'The databases are up to date.');
    });
