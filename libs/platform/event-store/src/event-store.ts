import type { Instant } from '#kernel';

/**
 * A place in the global order: opaque, comparable with `comparePositions`, serialisable. Never do arithmetic with it.
 * The leaf index (`index`, dense from 0) is another thing; where an engine's positions are dense they coincide.
 */
export type Position = string;

/** An event ready to be stored. The store never looks inside `leaf` and `body`. */
export interface NewEvent {
  /** UUIDv5 of log origin and command id / ordinal: the same command can never store two. */
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly recordedAt: Instant;
  readonly leaf: string;
  readonly body: string;
}

export interface StoredEvent extends NewEvent {
  readonly position: Position;
  /** Leaf index, dense from 0 in the global order. */
  readonly index: number;
  readonly stream: string;
  /** 0 for the first event of a stream. */
  readonly version: number;
}

export type StoredLeaf = Pick<StoredEvent, 'position' | 'index' | 'leaf'>;

/** The version at which the writer believes the stream to stand. */
export type Expected = number | 'none' | 'any';

export interface Appended {
  /** Version of the last event written. */
  readonly version: number;
  readonly firstPosition: Position;
  readonly lastPosition: Position;
  /** These ids stood there already, perhaps with other bytes: what was handed in now was not written. */
  readonly repeated: boolean;
}

/**
 * The log. Append and read; there is no update and no delete, and the database role behind it has no right to either.
 * Engines share no code; each passes `eventStoreContract`.
 */
export interface EventStore {
  /**
   * Appends to one stream, all or nothing; durable on disk when it answers.
   * The same event ids at the same place answer as the first time, `repeated`, and write nothing.
   * @throws Conflict with the actual version, also when an event id stands elsewhere
   * @throws Unavailable when the store does not answer or has no room; the outcome is then unknown to the caller, who
   *   asks again with the same ids
   */
  append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended>;

  /** Events of a stream in order, `most` of them or all, in bounded pages. An unknown stream is empty. */
  readStream(stream: string, from?: number, most?: number): AsyncIterable<StoredEvent>;

  /**
   * At most `limit` events after a position, in the global order; from the start without one.
   * @throws Corrupt when a position is missing between two events
   */
  readAll(after: Position | null, limit: number): Promise<readonly StoredEvent[]>;

  /**
   * As `readAll`, the leaves alone: what a tree is grown from, at a tenth of the bytes.
   * @throws Corrupt when a position is missing between two events
   */
  readLeaves(after: Position | null, limit: number): Promise<readonly StoredLeaf[]>;

  /** Position of the newest event, null for an empty log. */
  head(): Promise<Position | null>;

  /**
   * Every event after a position, in order, each once: what is there, then what comes. `caughtUp` says that the reader
   * has seen all that was there, also where it was woken and nothing had come. Ends when the signal fires.
   */
  subscribe(
    after: Position | null,
    signal: AbortSignal,
  ): AsyncIterable<StoredEvent | { readonly caughtUp: Position | null }>;

  close(): Promise<void>;
}

/** Negative, zero or positive, as `Array#sort` wants it. Null stands before every position. */
export function comparePositions(a: Position | null, b: Position | null): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
}
