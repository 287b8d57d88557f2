import { dayIn, Misconfigured, type Instant, type Row } from '#kernel';
import type { Position } from '#event-store';
import { fold, pick, type Read } from './fold.js';
import { Pages } from './pages.js';
import type { Projections } from './projections.js';
import type { ProjectedView } from './view-table.js';

/** A place in time: up to and with the event of this index, or all that was recorded up to this instant. */
export type At = { readonly index: number } | { readonly time: Instant };

/**
 * The rows of a view as they were, by key, in key order: folded from the log by the functions that the live view is
 * folded by. Nothing is written.
 * @param only one key, so that memory holds one row
 * @throws Misconfigured when the view cannot be folded up to there
 */
export async function asOf(
  projections: Projections,
  { view, columns }: ProjectedView,
  at: At,
  only?: string,
): Promise<ReadonlyMap<string, Row>> {
  const { parts, skips } = projections;
  await skips.refresh(parts.store);
  const beyond = isBeyond(projections, view.reach, at);
  const pages = new Pages(projections);
  const rows = new Map<string, Row>();
  for (let place: Position | null = null; ;) {
    pages.turn();
    const page = await pages.after(place);
    const end = page.events.findIndex(beyond);
    const within = end < 0 ? page.events : page.events.slice(0, end);
    if (end < 0) pages.prefetch(page);
    const picks = pick(view, within, skips.of(view));
    const picked = only === undefined ? picks.picked : picks.picked.filter((p) => p.key === only);
    const { changes, until, failure } = fold(view, rows, { ...picks, picked });
    if (failure !== null) {
      throw new Misconfigured(
        `View ${view.name} cannot be folded beyond index ${String(within[until]?.index)}: ${failure}`,
        'log',
        'Ask for an earlier index, or see `daylight views list`.',
      );
    }
    for (const [key, row] of changes) {
      if (row === null) rows.delete(key);
      else rows.set(key, row);
    }
    const last = within.at(-1);
    if (end >= 0 || !page.full || !last) break;
    place = last.position;
  }
  const names = columns.map(({ name }) => name as keyof Row);
  return new Map(
    [...rows]
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .map(([key, row]) => [key, asStored(row, names)]),
  );
}

/** Whether an event lies beyond a place; for a view of slots, also whether its slot had not come at that instant. */
function isBeyond(
  { parts: { zone } }: Projections,
  reach: ProjectedView['view']['reach'],
  at: At,
): (event: Read) => boolean {
  if ('index' in at) return ({ index }) => index > at.index;
  if (reach !== 'slot') return ({ recordedAt }) => recordedAt > at.time;
  const day = dayIn(zone, at.time);
  return ({ recordedAt }) => dayIn(zone, recordedAt) >= day;
}

/** A row as its table gives it: every column, null where there is nothing. */
const asStored = (row: Row, names: readonly (keyof Row)[]): Row =>
  JSON.parse(
    JSON.stringify(Object.fromEntries(names.map((name) => [name, (row[name] as unknown) ?? null]))),
  ) as Row;
