import { Command } from 'commander';
import { readConfiguration } from '#platform/configuration';
import { rebuild, type Rebuilt } from '#projections';
import { withEngine } from '../installation.js';
import { Output } from '../output.js';
import { Usage } from '../usage.js';

export const rebuildCommand = () =>
  new Command('rebuild')
    .description('Build read models afresh from the log and put them in place of the live ones.')
    .argument('[view]', 'name of one view (default: all)')
    .option(
      '--json',
      'progress and result as NDJSON on standard output; the last line is the result',
    )
    .action(async (view: string | undefined, options: { json?: boolean }) => {
      const output = new Output(options.json ?? false);
      const views = await withEngine(readConfiguration(process.env), async (engine) => {
        const all = engine.projections.parts.views;
        const chosen =
          view === undefined ? all : all.filter((projected) => projected.view.name === view);
        if (chosen.length === 0)
          throw new Usage(
            `There is no view ${String(view)}. Views: ${all.map((p) => p.view.name).join(', ')}.`,
          );
        const rebuilt: Rebuilt[] = [];
        for (const projected of chosen) {
          rebuilt.push(
            await rebuild(engine.projections, projected, (events) => {
              output.progress({ events });
            }),
          );
        }
        return rebuilt;
      });
      const lines = views.map(
        ({ name, version, events, rows, digest, seconds }) =>
          `${name} v${String(version)}: ${String(events)} events, ${String(rows)} rows, ${seconds.toFixed(1)} s, ${digest}`,
      );
      output.result({ done: true, views }, lines.join('\n'));
    });
