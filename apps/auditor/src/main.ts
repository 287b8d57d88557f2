import { Command, CommanderError } from 'commander';
import { diffCommand } from './commands/diff.js';
import { explainCommand } from './commands/explain.js';
import { htmlCommand } from './commands/html.js';
import { replayCommand } from './commands/replay.js';
import { verifyCommand } from './commands/verify.js';
import { witnessCommand } from './commands/witness.js';
import { NewerFormat, WrongUsage } from './failures.js';
import { exit } from './output.js';

const program = new Command('daylight-audit')
  .description('Checks a Daylight log offline.')
  .exitOverride();

verifyCommand(program);
replayCommand(program);
diffCommand(program);
explainCommand(program);
htmlCommand(program);
program.addCommand(witnessCommand().exitOverride());

/** What a failure is told as: nothing was checked, and the last line says so. */
function failed(error: unknown): void {
  const said = error instanceof Error ? error.message : 'failed';
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : exit.usage;
    return;
  }
  process.stderr.write(`daylight-audit: ${said}\n`);
  if (error instanceof WrongUsage) {
    process.exitCode = exit.usage;
    return;
  }
  if (process.argv.includes('--json')) {
    const nothing = { origin: null, size: null, root: null, checks: [] };
    process.stdout.write(
      `${JSON.stringify({ done: true, verdict: 'not-checked', ...nothing, message: said })}\n`,
    );
  }
  process.exitCode = error instanceof NewerFormat ? exit.newer : exit.notChecked;
}

try {
  await program.parseAsync();
} catch (error) {
  failed(error);
}
