import type pg from 'pg';
import { Corrupt, Invalid } from '#kernel';
import { reachable } from '#platform/postgres';
import { GroupCommit } from './group-commit.js';
import { PostgresAppend } from './postgres.append.js';
import { Subscription } from './subscription.js';
import type {
  Appended,
  EventStore,
  Expected,
  NewEvent,
  Position,
  StoredEvent,
  StoredLeaf,
} from './event-store.js';

// `date_part` counts in double precision, exact to the millisecond over all years, at a fraction of what numeric costs.
const columns = `position, stream, version, event_id, type, schema_version,
  round(date_part('epoch', recorded_at) * 1000)::bigint, leaf, body`;

type Columns = [string, string, number, string, string, number, string, string, string];

function stored(row: Columns): StoredEvent {
  const [position, stream, version, eventId, type, schemaVersion, recordedAt, leaf, body] = row;
  return {
    position,
    index: Number(position),
    stream,
    version,
    eventId,
    type,
    schemaVersion,
    recordedAt: Number(recordedAt),
    leaf,
    body,
  };
}

const pageSize = 1000;

/** The first position behind a place. */
const behind = (after: Position | null): bigint => (after === null ? 0n : BigInt(after) + 1n);

/** @throws Corrupt when a position is missing */
function dense<T extends StoredLeaf>(first: bigint, page: readonly T[]): readonly T[] {
  const gap = page.findIndex(({ position }, i) => BigInt(position) !== first + BigInt(i));
  if (gap < 0) return page;
  throw new Corrupt('event log', `position ${(first + BigInt(gap)).toString()} is missing`);
}

/** The log in PostgreSQL 15 or newer. Positions are dense, from 0, and are the leaf index. */
export class PostgresEventStore implements EventStore {
  private readonly writer: PostgresAppend;
  private readonly commits: GroupCommit;

  /**
   * @param pool owned by the caller, who closes it after the store
   * @param room refuses while the disk runs low, before anything is sent: throws Unavailable
   */
  constructor(
    private readonly pool: pg.Pool,
    room: () => void = () => undefined,
  ) {
    this.writer = new PostgresAppend(pool);
    this.commits = new GroupCommit((batch) => {
      room();
      return this.writer.write(batch);
    });
  }

  append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    const ids = new Set(events.map(({ eventId }) => eventId));
    if (ids.size === 0) return rejected('at least one event is expected');
    if (ids.size < events.length) return rejected('an event id is given twice');
    return this.commits.append({ stream, expected, events });
  }

  async *readStream(stream: string, from = 0, most = Infinity): AsyncIterable<StoredEvent> {
    for (let [next, left] = [from, most]; left > 0;) {
      const size = Math.min(pageSize, left);
      const page = await this.rows(
        `where stream = $1 and version >= $2 order by version limit $3`,
        [stream, next, size],
      );
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < size) return;
      next = last.version + 1;
      left -= size;
    }
  }

  async readAll(after: Position | null, limit: number): Promise<readonly StoredEvent[]> {
    const first = behind(after);
    return dense(
      first,
      await this.rows(`where position >= $1 order by position limit $2`, [first.toString(), limit]),
    );
  }

  async readLeaves(after: Position | null, limit: number): Promise<readonly StoredLeaf[]> {
    const first = behind(after);
    const { rows } = await reachable(
      this.pool.query<{ position: string; leaf: string }>(
        `select position, leaf from log.events where position >= $1 order by position limit $2`,
        [first.toString(), limit],
      ),
    );
    return dense(
      first,
      rows.map(({ position, leaf }) => ({ position, index: Number(position), leaf })),
    );
  }

  async head(): Promise<Position | null> {
    const { rows } = await reachable(
      this.pool.query<{ position: string }>(
        `select position - 1 as position from log.ledger_head where position > 0`,
      ),
    );
    return rows[0]?.position ?? null;
  }

  subscribe(after: Position | null, signal: AbortSignal): Subscription {
    const read = (place: Position | null) => this.readAll(place, pageSize);
    return new Subscription(this.pool, signal, read, pageSize, after);
  }

  close(): Promise<void> {
    this.writer.close();
    return Promise.resolve();
  }

  private async rows(where: string, values: readonly unknown[]): Promise<StoredEvent[]> {
    const text = `select ${columns} from log.events ${where}`;
    const { rows } = await reachable(
      this.pool.query<Columns>({ text, values: [...values], rowMode: 'array' }),
    );
    const events = rows.map(stored);
    // Results of `pg` hang together for longer than they are used; emptied, their rows are collected young. Without
    // this, reading on takes twice as long.
    rows.length = 0;
    return events;
  }
}

const rejected = (what: string) => Promise.reject(new Invalid('append', what));
