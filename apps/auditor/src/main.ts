import { Command, CommanderError } from 'commander';
import { witnessCommand } from './commands/witness.js';

/** Contract, Audit result. */
interface AuditResult {
  readonly done: true;
  readonly verdict: 'verified' | 'mismatch' | 'not-checked';
  readonly origin: string | null;
  readonly size: number | null;
  readonly root: string | null;
  readonly checks: readonly {
    readonly n: number;
    readonly name: string;
    readonly result: 'pass' | 'fail' | 'not-checked' | 'not-provided';
    readonly message: string;
  }[];
}

const message =
  'Logs of this version have no signed checkpoint, and without one nobody can be shown that nothing was taken out. Nothing was checked.';

/** Says honestly that there is nothing to check yet: exit 3, could not check. */
const result: AuditResult = {
  done: true,
  verdict: 'not-checked',
  origin: null,
  size: null,
  root: null,
  checks: [{ n: 2, name: 'checkpoint', result: 'not-provided', message }],
};

const program = new Command('daylight-audit')
  .description('Checks a Daylight log offline.')
  .exitOverride();
program
  .command('verify')
  .description('Check a log at a URL or in a folder.')
  .argument('<log>', 'URL or folder')
  .option('--json', 'result as JSON on standard output')
  .action((_log: string, { json }: { json?: boolean }) => {
    if (json) console.log(JSON.stringify(result));
    else console.error(`daylight-audit: ${message}`);
    process.exitCode = 3;
  });
program.addCommand(witnessCommand().exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
}
