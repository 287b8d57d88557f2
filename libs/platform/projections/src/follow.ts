import { setTimeout as sleep } from 'node:timers/promises';
import { comparePositions, type Position, type StoredEvent } from '#event-store';
import { readCheckpoints } from './checkpoints.js';
import { pageSize } from './pages.js';
import type { Projections } from './projections.js';

/** How often views are looked after when the log is quiet: a day ends, a view was told to go on. */
const quietMs = 1000;

/** Waits; the signal cuts it short. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  sleep(ms, undefined, signal && { signal }).catch(() => undefined);

type Brought = IteratorResult<StoredEvent | { readonly caughtUp: Position | null }, void>;

/** Keeps the live views at the head of the log until the signal fires. What the subscription brings is not read again. */
export async function follow(projections: Projections, signal: AbortSignal): Promise<void> {
  await projections.advance({ signal });
  let after = await furthest(projections);
  let events: StoredEvent[] = [];
  const advance = async () => {
    await projections.advance({ signal, tail: { after, events } });
    after = events.at(-1)?.position ?? after;
    events = [];
  };

  const ended = new AbortController();
  const subscribed = AbortSignal.any([signal, ended.signal]);
  const log = projections.parts.store.subscribe(after, subscribed)[Symbol.asyncIterator]();
  let quiet = pause(quietMs, subscribed);
  let next: Promise<Brought> = log.next() as Promise<Brought>;
  try {
    while (!signal.aborted) {
      const brought = await Promise.race([next, quiet]);
      if (!brought) {
        await advance();
        quiet = pause(quietMs, subscribed);
        continue;
      }
      if (brought.done) return;
      next = log.next() as Promise<Brought>;
      if (!('caughtUp' in brought.value)) events.push(brought.value);
      if ('caughtUp' in brought.value || events.length >= pageSize) await advance();
    }
  } finally {
    next.catch(() => undefined);
    ended.abort();
    await log.return?.();
  }
}

/** Where the view stands that has read most. */
async function furthest({ parts }: Projections): Promise<Position | null> {
  return (await readCheckpoints(parts.pool))
    .filter(({ live }) => live)
    .reduce<Position | null>(
      (most, { position }) => (comparePositions(position, most) > 0 ? position : most),
      null,
    );
}
