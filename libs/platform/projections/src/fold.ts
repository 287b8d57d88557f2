import type { AnyEvent, AnyView, Instant, Recorded, Row } from '#kernel';
import type { Position } from '#event-store';

/** An event of the log as views are handed it. What was stored of it is let go. */
export interface Read {
  readonly position: Position;
  /** Leaf index. */
  readonly index: number;
  readonly recordedAt: Instant;
  /** As the store has it beside the body. */
  readonly type: string;
  /** Null when it cannot be read. */
  readonly recorded: Recorded<AnyEvent> | null;
  /** Earlier events that this one makes public, in their order; null when one of them cannot be read. */
  readonly released?: readonly Recorded<AnyEvent>[] | null;
}

/** Why a view cannot pass an event. Never quotes the event. */
export type Failure = 'the event cannot be read' | 'its fold failed' | 'its row cannot be stored';

/** An event that a view folds, and the key of its row. */
interface Picked {
  readonly at: number;
  readonly key: string;
  readonly recorded: Recorded<AnyEvent>;
}

/** What of a page a view folds: the events before `until`, where the page ends or the view comes to one it cannot read. */
export interface Picks {
  readonly picked: readonly Picked[];
  readonly until: number;
  readonly failure: Failure | null;
}

/** Rows after a page by key, null where one is removed; of the events before `until`. */
export interface Folded {
  readonly changes: ReadonlyMap<string, Row | null>;
  readonly until: number;
  readonly failure: Failure | null;
}

const typesOf = new WeakMap<AnyView, ReadonlySet<string>>();

function folds(view: AnyView, { event, pub }: Recorded<AnyEvent>): boolean {
  if ((view.reach === 'public' || view.reach === 'removal') && pub === null) return false;
  return foldedBy(view).has(event.type);
}

function foldedBy(view: AnyView): ReadonlySet<string> {
  const types = typesOf.get(view) ?? new Set(view.events.map(({ type }) => type as string));
  typesOf.set(view, types);
  return types;
}

/** What an event brings to a view: itself; to a public one before it the events that it releases. Null: unreadable. */
function brought(
  { reach }: AnyView,
  { recorded, released }: Read,
): readonly Recorded<AnyEvent>[] | null {
  if (recorded === null) return null;
  if (reach !== 'public' || released === undefined) return [recorded];
  return released && [...released, recorded];
}

/** The events of a page that a view folds, with their keys. @param skips indexes that it passes over, as the log says */
export function pick(view: AnyView, page: readonly Read[], skips: ReadonlySet<number>): Picks {
  const picked: Picked[] = [];
  for (const [at, read] of page.entries()) {
    if (skips.has(read.index)) continue;
    const events = brought(view, read);
    // What takes away is not held up by what has nothing to do with it.
    if (events === null && view.reach === 'removal' && !foldedBy(view).has(read.type)) continue;
    if (events === null) return { picked, until: at, failure: 'the event cannot be read' };
    try {
      const own = events
        .filter((recorded) => folds(view, recorded))
        .map((recorded): Picked => ({ at, key: view.key(recorded), recorded }));
      picked.push(...own);
    } catch {
      return { picked, until: at, failure: 'its fold failed' };
    }
  }
  return { picked, until: page.length, failure: null };
}

/**
 * Folds picked events over the rows of their keys, up to the first whose fold throws. Pure: the live runner, a rebuild
 * and time travel all come through here.
 */
export function fold(
  view: AnyView,
  rows: ReadonlyMap<string, Row>,
  { picked, until, failure }: Picks,
): Folded {
  const on = view.on as Readonly<
    Record<string, (row: Row | undefined, r: Recorded<AnyEvent>) => Row | null | undefined>
  >;
  const changes = new Map<string, Row | null>();
  // What an event brings comes in whole or not at all: what it changed goes back to this.
  let undo: { readonly at: number; readonly key: string; readonly now: Row | null | undefined }[] =
    [];
  for (const { at, key, recorded } of picked) {
    if (undo[0]?.at !== at) undo = [];
    const now = changes.get(key);
    const before = now === undefined ? rows.get(key) : (now ?? undefined);
    try {
      const after = on[recorded.event.type]?.(before, recorded);
      if (after === undefined) continue;
      undo.push({ at, key, now });
      changes.set(key, after);
    } catch {
      for (const { key: changed, now: was } of undo.reverse()) {
        if (was === undefined) changes.delete(changed);
        else changes.set(changed, was);
      }
      return { changes, until: at, failure: 'its fold failed' };
    }
  }
  return { changes, until, failure };
}
