import { Command } from 'commander';
import { Refused } from '#kernel';
import { readConfiguration } from '#platform/configuration';
import { withEngine } from '../installation.js';
import { Output } from '../output.js';
import { Usage } from '../usage.js';

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const longest = 30 * 86_400;

function seconds(ttl: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(ttl) ?? [];
  const length = Number(count) * (units[unit ?? ''] ?? Number.NaN);
  if (!(length <= longest))
    throw new Usage('--ttl is a number and s, m, h or d, 30d at most; for example 1h.');
  return length;
}

export const tokenCommand = () =>
  new Command('token')
    .description('Issue a bearer token for the office. Needs to read DATA_DIR; is itself recorded.')
    .requiredOption('--as <email>', 'account')
    .option('--ttl <time>', 'how long it is good for', '1h')
    .option('--json', 'result as JSON on standard output')
    .action(async (options: { as: string; ttl: string; json?: boolean }) => {
      const ttl = seconds(options.ttl);
      const issued = await withEngine(readConfiguration(process.env), async (engine) => {
        try {
          return await engine.accounts.issue(options.as, ttl);
        } catch (error) {
          if (error instanceof Refused)
            throw new Usage(
              'There is no such account. In the demonstration: admin@demo.test; with DEMO=0: admin@localhost.',
            );
          throw error;
        }
      });
      new Output(options.json ?? false).result(
        issued,
        `${issued.token}\nGood until ${issued.expiresAt}.`,
      );
    });
