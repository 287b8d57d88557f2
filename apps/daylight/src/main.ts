import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { Corrupt, Misconfigured, Unavailable } from '#kernel';
import { backupCommand } from './commands/backup.js';
import {
  configCommand,
  migrateCommand,
  seedCommand,
  startCommand,
} from './commands/installation.js';
import { exportCommand } from './commands/export.js';
import { importCommand } from './commands/import.js';
import { keysCommand } from './commands/keys.js';
import { rebuildCommand } from './commands/rebuild.js';
import { restoreCommand } from './commands/restore.js';
import { tokenCommand } from './commands/token.js';
import { viewsCommand } from './commands/views.js';
import { Usage } from './usage.js';
import { version } from './version.js';

const program = new Command('daylight')
  .description('Runs a Daylight installation and works on its log.')
  .version(version)
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });
for (const command of [
  startCommand,
  seedCommand,
  importCommand,
  rebuildCommand,
  viewsCommand,
  tokenCommand,
  keysCommand,
  backupCommand,
  restoreCommand,
  exportCommand,
  configCommand,
  migrateCommand,
]) {
  program.addCommand(command().exitOverride());
}

/** 0 done · 1 done with skipped or changed lines (set by the command) · 2 usage · 3 could not run. */
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
process.exit();

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Usage) {
    console.error(`daylight: ${error.message}`);
    return 2;
  }
  const expected =
    error instanceof Misconfigured || error instanceof Unavailable || error instanceof Corrupt;
  // Anything else is a fault of the program: its message may quote a value, its place may not.
  console.error(`daylight: ${expected ? error.message : placeOf(error)}`);
  return 3;
}

function placeOf(error: unknown): string {
  const { name, stack } = error instanceof Error ? error : new Error('not an error');
  const frames = (stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 6);
  return [`failed with ${name}. Nothing was half-written.`, ...frames].join('\n');
}
