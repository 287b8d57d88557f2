import type { AnyEvent, AnyView, Recorded, Row } from '#kernel';

/** Rows to write and keys to remove after a batch. */
export interface Changes {
  readonly upserts: readonly Row[];
  readonly removals: readonly string[];
}

/** Does this view fold this event? */
export function isFor(view: AnyView, recorded: Recorded<AnyEvent>): boolean {
  if (view.reach === 'public' && recorded.pub === null) return false;
  return view.events.some(({ type }) => type === recorded.event.type);
}

/** Folds a batch over the rows of its keys. Pure: replay, rebuild and the live runner all come through here. */
export function foldBatch(
  view: AnyView,
  rows: ReadonlyMap<string, Row>,
  batch: readonly Recorded<AnyEvent>[],
): Changes {
  const now = new Map<string, Row | null>();
  for (const recorded of batch) {
    const key = view.key(recorded);
    const before = now.has(key) ? (now.get(key) ?? undefined) : rows.get(key);
    const on = view.on as Readonly<
      Record<string, (row: Row | undefined, r: Recorded<AnyEvent>) => Row | null | undefined>
    >;
    const after = on[recorded.event.type]?.(before, recorded);
    if (after !== undefined) now.set(key, after);
  }
  return {
    upserts: [...now.values()].filter((row) => row !== null),
    removals: [...now].flatMap(([key, row]) => (row === null ? [key] : [])),
  };
}

/** The keys of a batch, each once. An event whose key cannot be had is left to the fold, which stops at it. */
export function keysOf(view: AnyView, batch: readonly Recorded<AnyEvent>[]): string[] {
  return [...new Set(batch.flatMap((recorded) => tried(() => view.key(recorded)) ?? []))];
}

/** Changes of a batch up to the event at which the fold throws, if it does at one. */
export function foldUpToThrow(
  view: AnyView,
  rows: ReadonlyMap<string, Row>,
  batch: readonly Recorded<AnyEvent>[],
): { readonly changes: Changes; readonly thrower?: Recorded<AnyEvent> | undefined } {
  const folded = tried(() => foldBatch(view, rows, batch));
  if (folded) return { changes: folded };
  const at = batch.findIndex((_, i) => !tried(() => foldBatch(view, rows, batch.slice(0, i + 1))));
  return { changes: foldBatch(view, rows, batch.slice(0, at)), thrower: batch[at] };
}

function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
