import { Command } from 'commander';
import type { Engine } from '#engine';
import { readConfiguration } from '#platform/configuration';
import { rebuildViews, verifyViews, type ProjectedView, type Watching } from '#projections';
import { withEngine } from '../installation.js';
import { Output } from '../output.js';
import { Usage } from '../usage.js';

interface Options {
  readonly verify?: boolean;
  readonly json?: boolean;
}

export const rebuildCommand = () =>
  new Command('rebuild')
    .description('Build read models afresh from the log and put them in place of the live ones.')
    .argument('[view]', 'name of one view (default: all)')
    .option(
      '--verify',
      'only compare what is built with the live views, which stay; exit 1 if one differs',
    )
    .option(
      '--json',
      'progress and result as NDJSON on standard output; the last line is the result',
    )
    .action(async (view: string | undefined, options: Options) => {
      const output = new Output(options.json ?? false);
      const watching: Watching = {
        onProgress: (progress) => {
          output.progress({ ...progress });
        },
        onWait: (holder) => {
          output.note(
            `Another rebuild is running (${holder?.name ?? 'just ended'}); this one waits for its turn.`,
          );
        },
      };
      const configuration = readConfiguration(process.env);
      if (options.verify) {
        const views = await withEngine(configuration, async (engine) => {
          await engine.projections.advance();
          return verifyViews(engine.projections, viewsNamed(engine, view), watching);
        });
        const lines = views.map(
          ({ name, events, rows, seconds, equal }) =>
            `${name}: ${equal ? 'equal' : 'DIFFERENT'}, ${String(events)} events, ${String(rows)} rows, ${seconds.toFixed(1)} s`,
        );
        output.result({ done: true, views }, lines.join('\n'));
        if (views.some(({ equal }) => !equal)) {
          output.note(
            'A live view is not what the log says. `daylight rebuild VIEW` puts it right; find out first who wrote into it.',
          );
          process.exitCode = 1;
        }
        return;
      }
      const views = await withEngine(configuration, (engine) =>
        rebuildViews(engine.projections, viewsNamed(engine, view), watching),
      );
      const lines = views.map(
        ({ name, version, events, rows, digest, seconds }) =>
          `${name} v${String(version)}: ${String(events)} events, ${String(rows)} rows, ${seconds.toFixed(1)} s, ${digest}`,
      );
      output.result({ done: true, views }, lines.join('\n'));
    });

/** The view of that name, or all of them. @throws Usage naming those that there are */
export function viewsNamed(engine: Engine, name: string | undefined): readonly ProjectedView[] {
  const all = engine.projections.parts.views;
  const chosen = name === undefined ? all : all.filter(({ view }) => view.name === name);
  if (chosen.length > 0) return chosen;
  throw new Usage(
    `There is no view ${String(name)}. Views: ${all.map(({ view }) => view.name).join(', ')}.`,
  );
}
