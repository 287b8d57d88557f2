import { basename } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '#kernel';
import { readConfiguration } from '#platform/configuration';
import { Importer } from '../import/importer.js';
import { readImportMap } from '../import/import-map.js';
import { withEngine } from '../installation.js';
import { Output } from '../output.js';

interface Options {
  readonly map?: string;
  readonly source?: string;
  readonly strict?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const importCommand = () =>
  new Command('import')
    .description(
      'Record the actions of an NDJSON or CSV file, each exactly once. Importing it again changes nothing.',
    )
    .argument('<file>', 'NDJSON, or CSV if the map says so; also as .gz, or - for standard input')
    .option(
      '--map <file>',
      'which kinds and roles the public sees, which kinds become commands, and the columns of a CSV file',
    )
    .option(
      '--source <name>',
      'name of the source, part of every action’s identity (default: name of the file)',
    )
    .option('--strict', 'write nothing at all if a line cannot be used')
    .option('--dry-run', 'check every line, write nothing')
    .option(
      '--json',
      'progress and result as NDJSON on standard output; the last line is the result',
    )
    .action(async (file: string, options: Options) => {
      const output = new Output(options.json ?? false);
      const map = options.map === undefined ? null : await readImportMap(options.map);
      const request = {
        file,
        source: options.source ?? (file === '-' ? 'stdin' : basename(file)),
        map,
        strict: options.strict ?? false,
        dryRun: options.dryRun ?? false,
      };
      const result = await withEngine(readConfiguration(process.env), async (engine) => {
        const importer = new Importer(
          engine,
          request,
          (progress) => {
            output.progress({ ...progress });
          },
          () => systemClock.now(),
        );
        const imported = await importer.run();
        while (await engine.projections.advance());
        return imported;
      });
      const {
        done,
        read,
        written,
        unchanged,
        changed,
        skipped,
        casesOpened,
        events,
        seconds,
        problems,
        problemsLeftOut,
      } = result;
      const lines = [
        `${file}: ${String(read)} actions read, ${String(written)} written, ${String(unchanged)} unchanged, ${String(changed)} changed, ${String(skipped)} skipped; ${String(casesOpened)} cases opened, ${String(events)} events in ${seconds.toFixed(1)} s.`,
        ...(options.json
          ? []
          : problems.map(
              ({ line, code, message }) => `  line ${String(line)}: ${code}: ${message}`,
            )),
        ...(problemsLeftOut > 0 ? [`  and ${String(problemsLeftOut)} more problems`] : []),
      ];
      output.result(options.dryRun ? { ...result, dryRun: true } : result, lines.join('\n'));
      if (!done) {
        output.note(
          'Nothing was written: --strict, and some lines cannot be used. Correct them, or import without --strict to skip them.',
        );
        process.exitCode = 3;
      } else if (problems.length > 0) process.exitCode = 1;
    });
