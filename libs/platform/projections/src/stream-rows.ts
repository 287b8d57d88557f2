import { dayIn, Misconfigured, type AnyDefinition, type Day, type Row, type View } from '#kernel';
import { fold, pick, type Read } from './fold.js';
import type { Projections } from './projections.js';

/** A place in the history of a stream: up to and with the event of this index, or all that this day has seen. */
export type Until = { readonly index: number } | { readonly day: Day };

/** Events folded at a stretch, so that memory holds rows and not a history. */
const stretch = 500;

/**
 * The rows that a view makes of one stream, by key, as of now or as of a place. Reads that stream alone, so the
 * rows of the view have to come from it alone. Nothing is written.
 * @throws Misconfigured when an event cannot be folded
 */
export async function streamRows<R extends Row, D extends AnyDefinition>(
  { parts: { store, zone }, read, skips }: Projections,
  view: View<R, D>,
  stream: string,
  until: Until | null,
): Promise<R[]> {
  const rows = new Map<string, Row>();
  let batch: Read[] = [];
  const turn = () => {
    const { changes, failure } = fold(view, rows, pick(view, batch, skips.of(view)));
    if (failure !== null) {
      throw new Misconfigured(
        `View ${view.name} cannot be folded for one case: ${failure}`,
        'log',
        'See `daylight views list`, and ask for an earlier place meanwhile.',
      );
    }
    for (const [key, row] of changes) {
      if (row === null) rows.delete(key);
      else rows.set(key, row);
    }
    batch = [];
  };
  for await (const stored of store.readStream(stream, 0)) {
    const { position, index, recordedAt, type } = stored;
    const beyond =
      until !== null &&
      ('index' in until ? index > until.index : dayIn(zone, recordedAt) > until.day);
    if (beyond) break;
    batch.push({ position, index, recordedAt, type, recorded: read(stored) });
    if (batch.length >= stretch) turn();
  }
  turn();
  return [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1)) as R[];
}
