import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { parseInstant, systemClock } from '#kernel';
import { WrongUsage } from '../failures.js';
import type { PublicFold } from '../fold/public-fold.js';
import { caseFile, stateFile, type Head } from '../fold/state-files.js';
import { Output } from '../output.js';
import { openFolder } from '../source/open-source.js';
import { audit, type Watch } from '../verify/audit.js';
import { exitOf, plain, resultOf, type Common } from './command.js';

interface Options extends Common {
  readonly at?: string;
  readonly out?: string;
}

/** A place in the log: up to and with a leaf, or all whose sealing window had begun. */
type Until = { readonly index: number } | { readonly instant: number };

/** `daylight-audit replay`: the public state as it was, folded from the entries. */
export const replayCommand = (program: Command): Command =>
  program
    .command('replay')
    .description('Show the public state as of a place in the log, folded from its entries.')
    .argument('<folder>', 'folder that was exported')
    .option('--at <place>', 'index of a leaf, or a moment (RFC 3339)')
    .option('--out <folder>', 'write the files there, not to standard output')
    .option('--json', 'result as JSON on standard output')
    .action(async (place: string, options: Options) => {
      const output = new Output(options.json === true);
      const snapshot = new Snapshot(options.at === undefined ? null : untilIn(options.at));
      const outcome = await audit(await openFolder(place), {
        ...plain(Math.floor(systemClock.now() / 1000)),
        onProgress: output.progress,
        watch: snapshot,
      });
      const { at } = options;
      if (at !== undefined && /^\d+$/.test(at) && Number(at) >= (outcome.head?.size ?? Infinity))
        throw new WrongUsage(`--at ${at}: the log has ${String(outcome.head?.size)} entries`);
      const files = snapshot.files ?? (outcome.head && filesOf(outcome.fold, outcome.head));
      if (files && options.out !== undefined) await write(options.out, files);
      const texts = [...(files ?? [])].map(([path, text]) => ({
        path,
        content: JSON.parse(text) as object,
      }));
      const lines =
        options.out === undefined ? [...(files?.values() ?? [])] : [...(files?.keys() ?? [])];
      if (!options.json && outcome.verdict !== 'verified')
        process.stderr.write(`the log is not verified: see daylight-audit verify ${place}\n`);
      output.result({ ...resultOf(outcome), files: texts }, lines.join('\n'));
      process.exitCode = exitOf(outcome);
    });

/** The public state at a place, taken while the log is walked. */
export class Snapshot implements Watch {
  files: ReadonlyMap<string, string> | null = null;

  constructor(private readonly until: Until | null) {}

  before: NonNullable<Watch['before']> = (_place, { iat }, fold, head) => {
    if (!this.files && this.until && 'instant' in this.until && iat * 1000 > this.until.instant)
      this.files = filesOf(fold, head());
  };

  after: NonNullable<Watch['after']> = ({ place }, fold, head) => {
    if (this.until && 'index' in this.until && place.index === this.until.index)
      this.files = filesOf(fold, head());
  };
}

/** `state.json` and the file of every case, as a bundle of that size has them. */
export function filesOf(fold: PublicFold, head: Head): ReadonlyMap<string, string> {
  const cases = fold.refs().map((ref) => [`cases/${ref}.json`, caseFile(fold, ref) ?? ''] as const);
  return new Map([['state.json', stateFile(fold, head)] as const, ...cases]);
}

function untilIn(text: string): Until {
  if (/^\d{1,15}$/.test(text)) return { index: Number(text) };
  const instant = parseInstant(text);
  if (instant === undefined)
    throw new WrongUsage(
      '--at is the index of a leaf or a moment such as 2026-03-02T09:30:00+08:00',
    );
  return { instant };
}

async function write(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
