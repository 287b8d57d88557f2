import { setImmediate } from 'node:timers/promises';
import type { EventStore, Position, StoredEvent } from '#event-store';
import type { Read } from './fold.js';
import type { Reader } from './read-recorded.js';
import { withReleased } from './released.js';

/** Events of the log, one after the other from a place on, and whether the store may have more. */
export interface Page {
  readonly events: readonly Read[];
  readonly full: boolean;
}

/** What a subscription has brought since a place. */
export interface Tail {
  readonly after: Position | null;
  readonly events: readonly StoredEvent[];
}

interface Reading {
  readonly parts: { readonly store: EventStore };
  readonly read: Reader;
}

/** Events that one reading of the log brings. */
export const pageSize = 2000;
/** Events that are decoded at a stretch: what the database answers meanwhile must not wait for the whole page. */
const stretch = 200;

/**
 * Pages of the log. Each is read and decoded once for all views that stand at its place, and the next one while this
 * one is folded and written.
 */
export class Pages {
  private now = new Map<Position | null, Promise<Page>>();
  private ahead = new Map<Position | null, Promise<Page>>();

  constructor(
    private readonly reading: Reading,
    private readonly tail?: Tail,
  ) {}

  /** Begins a round: what was read ahead is at hand, what the last round read is let go. */
  turn(): void {
    this.now = this.ahead;
    this.ahead = new Map();
  }

  has(place: Position | null): boolean {
    return this.now.has(place);
  }

  after(place: Position | null): Promise<Page> {
    const page = this.now.get(place) ?? this.fetch(place);
    this.now.set(place, page);
    return page;
  }

  /** Reads the page behind this one already. */
  prefetch({ events, full }: Page): void {
    const last = events.at(-1)?.position;
    if (!full || last === undefined || this.ahead.has(last)) return;
    const next = this.fetch(last);
    next.catch(() => undefined); // whoever comes to it is told
    this.ahead.set(last, next);
  }

  private async fetch(place: Position | null): Promise<Page> {
    const brought = this.brought(place);
    const stored = brought ?? (await this.reading.parts.store.readAll(place, pageSize));
    const events: Read[] = [];
    for (const [i, event] of stored.entries()) {
      if (i > 0 && i % stretch === 0) await setImmediate();
      events.push(this.decode(event));
    }
    const { read, parts } = this.reading;
    return {
      events: await withReleased(events, stored, parts.store, read),
      full: !brought && stored.length === pageSize,
    };
  }

  /** What the subscription brought after this place, if that is where it went on. */
  private brought(place: Position | null): readonly StoredEvent[] | undefined {
    if (!this.tail) return undefined;
    const { after, events } = this.tail;
    if (place === after) return events;
    const at = events.findIndex(({ position }) => position === place);
    return at < 0 ? undefined : events.slice(at + 1);
  }

  private decode(stored: StoredEvent): Read {
    const { position, index, recordedAt, type } = stored;
    const place = { position, index, recordedAt, type };
    try {
      return { ...place, recorded: this.reading.read(stored) };
    } catch {
      return { ...place, recorded: null };
    }
  }
}
