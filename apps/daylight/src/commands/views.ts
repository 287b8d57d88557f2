import { Command } from 'commander';
import { Denied } from '#access';
import { skipEvent } from '#decisions';
import type { Engine } from '#engine';
import { formatInstant, parseInstant, Refused, systemClock, type Principal } from '#kernel';
import { readConfiguration, type Configuration } from '#platform/configuration';
import {
  asOf,
  digestOfRows,
  goOn,
  readCheckpoints,
  sizeAt,
  ViewTable,
  type At,
  type Checkpoint,
} from '#projections';
import { randomBytes } from 'node:crypto';
import { withEngine } from '../installation.js';
import { Output } from '../output.js';
import { demoEmail } from '../seed.js';
import { Usage } from '../usage.js';
import { viewsNamed } from './rebuild.js';

interface Json {
  readonly json?: boolean;
}
const json = [
  '--json',
  'results as NDJSON on standard output; the last line is the result',
] as const;

export const viewsCommand = () =>
  new Command('views')
    .description('Look after the read models: where they stand, what stopped one, how they were.')
    .addCommand(list())
    .addCommand(retry())
    .addCommand(skip())
    .addCommand(show());

const list = () =>
  new Command('list')
    .description('Where each read model stands, and at which event one stopped.')
    .option(...json)
    .action(async (options: Json) => {
      const views = await withEngine(readConfiguration(process.env), async (engine) => {
        const size = sizeAt(await engine.store.head());
        const checkpoints = await readCheckpoints(engine.pool);
        return checkpoints.map(({ position, live, stopped, ...rest }) => ({
          ...rest,
          position,
          lag: size - sizeAt(position),
          status: stopped ? 'stopped' : live ? 'live' : 'building',
          stoppedAt: stopped?.at ?? null,
          reason: stopped?.reason ?? null,
        }));
      });
      const lines = views.map(
        ({ name, version, generation, position, lag, status, stoppedAt, reason }) =>
          `${name} v${String(version)} generation ${String(generation)}: ${status}${stoppedAt === null ? '' : ` at ${stoppedAt}, ${String(reason)}`}; position ${position ?? 'none'}, ${String(lag)} behind`,
      );
      new Output(options.json ?? false).result({ done: true, views }, lines.join('\n'));
    });

const retry = () =>
  new Command('retry')
    .description('Let a view that stopped try its event again.')
    .argument('<view>')
    .option(...json)
    .action(async (view: string, options: Json) => {
      const after = await withEngine(readConfiguration(process.env), async (engine) => {
        await goOn(engine.pool, await stoppedOf(engine, view));
        return advanced(engine, view);
      });
      report(after, new Output(options.json ?? false));
    });

const skip = () =>
  new Command('skip')
    .description(
      'Let a view pass over the event at which it stands. Recorded in the log, for good.',
    )
    .argument('<view>')
    .requiredOption('--reason <text>', 'why; sealed, for the panel')
    .option('--as <email>', 'account that decides it (default: the first account)')
    .option(...json)
    .action(async (view: string, options: Json & { reason: string; as?: string }) => {
      const configuration = readConfiguration(process.env);
      const after = await withEngine(configuration, async (engine) => {
        const { stopped, position } = await stoppedOf(engine, view);
        const [event] = await engine.store.readAll(position, 1);
        const actor = await principalOf(engine, options.as ?? firstEmail(configuration));
        const wish = { view, index: event?.index ?? -1, reason: options.reason, actor };
        await refusals(skipEvent({ ...partsOf(engine, configuration) }, wish), stopped?.at ?? '');
        return advanced(engine, view);
      });
      report(after, new Output(options.json ?? false));
    });

const show = () =>
  new Command('show')
    .description('The rows of a view as they are, or as they were at an index or a time.')
    .argument('<view>')
    .option('--at <place>', 'leaf index, or a time as 2026-03-02T09:30:00+08:00')
    .option('--key <key>', 'one row')
    .option(...json)
    .action(async (name: string, options: Json & { at?: string; key?: string }) => {
      const at = options.at === undefined ? undefined : placeOf(options.at);
      const { rows, digest } = await withEngine(readConfiguration(process.env), async (engine) => {
        const [projected] = viewsNamed(engine, name);
        if (!projected) throw new Usage(`There is no view ${name}.`);
        const live = (await readCheckpoints(engine.pool)).find((c) => c.live && c.name === name);
        const table = new ViewTable(projected, live?.generation ?? 1);
        const { key } = options;
        const now = async () =>
          key === undefined
            ? table.rows(engine.pool)
            : (await table.load(engine.pool, [key])).values();
        const shown = at
          ? (await asOf(engine.projections, projected, at, key)).values()
          : await now();
        return digestOfRows(printing(shown, options.json ?? false));
      });
      new Output(options.json ?? false).result(
        { done: true, view: name, at: at ?? null, rows, digest },
        `${String(rows)} rows`,
      );
    });

async function* printing(
  rows: AsyncIterable<object> | Iterable<object>,
  asJson: boolean,
): AsyncIterable<object> {
  for await (const row of rows) {
    process.stdout.write(`${JSON.stringify(asJson ? { row } : row)}\n`);
    yield row;
  }
}

function placeOf(text: string): At {
  if (/^\d{1,15}$/.test(text)) return { index: Number(text) };
  const time = parseInstant(text);
  if (time === undefined)
    throw new Usage(
      `--at is a leaf index, or a time with its offset, for example ${formatInstant(0)}.`,
    );
  return { time };
}

async function stoppedOf(engine: Engine, view: string): Promise<Checkpoint> {
  viewsNamed(engine, view);
  const found = (await readCheckpoints(engine.pool)).find((c) => c.live && c.name === view);
  if (found?.stopped) return found;
  throw new Usage(`View ${view} does not stand stopped. See \`daylight views list\`.`);
}

/** Folds on, and tells where the view stands then. */
async function advanced(engine: Engine, view: string): Promise<Checkpoint> {
  await engine.projections.advance();
  const found = (await readCheckpoints(engine.pool)).find((c) => c.live && c.name === view);
  return found as Checkpoint;
}

/** Exit code 1: it stopped again. */
function report({ name, position, stopped }: Checkpoint, output: Output): void {
  output.result(
    { done: true, view: name, position, stopped },
    stopped
      ? `${name} stopped again at ${stopped.at}: ${stopped.reason}.`
      : `${name} goes on; it stands at ${position ?? 'the start'}.`,
  );
  if (stopped) process.exitCode = 1;
}

const firstEmail = ({ DEMO }: Configuration) => (DEMO ? demoEmail : 'admin@localhost');

async function principalOf(engine: Engine, email: string): Promise<Principal> {
  try {
    return await engine.accounts.of(email);
  } catch (error) {
    if (error instanceof Refused) throw new Usage('There is no such account: name one by --as.');
    throw error;
  }
}

const partsOf = (engine: Engine, { SEAL_WINDOW: window }: Configuration) => ({
  ...engine,
  clock: systemClock,
  zone: engine.installation.zone,
  random: randomBytes,
  signer: { ...engine.keys.sealing, origin: engine.installation.origin, window },
});

async function refusals<T>(work: Promise<T>, at: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Denied)
      throw new Usage('That account may not skip events: it needs the role admin.');
    if (error instanceof Refused)
      throw new Usage(`The view does not stand at ${at} any more. See \`daylight views list\`.`);
    throw error;
  }
}
