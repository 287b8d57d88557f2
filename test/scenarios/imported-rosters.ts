import { join } from 'node:path';
import { Importer, type ImportResult } from '../../apps/daylight/src/import/importer.js';
import { readImportMap } from '../../apps/daylight/src/import/import-map.js';
import { capabilities } from '#capabilities';
import type { Engine } from '#engine';
import { systemClock } from '#kernel';
import { asOf } from '#projections';
import { everyRole } from '../language/installation.js';
import { repository } from '../language/tracker.js';

export const committeeMap = join(repository, 'docs/how-to/maps/committee.json');

/** Imports a file into an installation of this process. */
export async function importFile(
  engine: Engine,
  file: string,
  options: { map?: string; source?: string; strict?: boolean; dryRun?: boolean } = {},
): Promise<ImportResult> {
  const { map, source = 'file', strict = false, dryRun = false } = options;
  const request = {
    ...{ file, source, strict, dryRun },
    map: map === undefined ? null : await readImportMap(map),
  };
  return new Importer(
    engine,
    request,
    () => undefined,
    () => systemClock.now(),
  ).run();
}

interface Row {
  readonly ref: string;
  readonly name: string | null;
  readonly terms: readonly {
    readonly role: string;
    readonly title: { readonly en: string } | null;
    readonly from: string;
    readonly to: string | null;
  }[];
}

const rowsOf = async (engine: Engine, name: (view: string, reach: string) => boolean) => {
  const index = Number(await engine.store.head());
  const views = capabilities.flatMap((one) => one.views);
  const rows = views
    .filter(({ view }) => name(view.name, view.reach))
    .map(async (view) => [...(await asOf(engine.projections, view, { index })).values()]);
  return (await Promise.all(rows)).flat();
};

/** The rows of the public roster, folded from the log. */
export const rosterRows = async (engine: Engine): Promise<Row[]> =>
  (await rowsOf(engine, (name) => name === 'public_roster')) as unknown as Row[];

/** Every row that anyone may read, as text. */
export const publicRows = async (engine: Engine): Promise<string[]> =>
  (await rowsOf(engine, (_name, reach) => reach === 'public')).map((row) => JSON.stringify(row));

/** The lines of a file that a case keeps, sealed, in the order in which they were recorded. */
export async function keptLines({ readings, vault }: Engine, ref: string): Promise<string[]> {
  const kept: string[] = [];
  const stream = vault.streamOf(ref);
  for (let from = 0; ;) {
    const events = await readings.open(everyRole, 'cases.ReadRecord', stream, from, 500);
    const last = events.at(-1);
    if (!last) return kept;
    for (const { value } of events.flatMap(({ fields }) => fields.filter(isSource)))
      if (typeof value === 'string') kept.push(value);
    from = last.version + 1;
  }
}
const isSource = ({ name }: { readonly name: string }) => name === 'source';

/** Who sits at the end of a day, by case, as `rostersAt` of the source gives it. */
export function seatedAt(rows: readonly Row[], day: string): Map<string, string[]> {
  const cases = new Map<string, string[]>();
  for (const { ref, name, terms } of rows) {
    for (const { role, from, to } of terms) {
      if (from > day || (to !== null && to <= day)) continue;
      const seats = cases.get(ref) ?? [];
      cases.set(ref, [...seats, `${name ?? 'protected'}${role === 'chair' ? ' (chair)' : ''}`]);
    }
  }
  return new Map(
    [...cases]
      .map(([ref, seats]): [string, string[]] => [ref, seats.sort()])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
