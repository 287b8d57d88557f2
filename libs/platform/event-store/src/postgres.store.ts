import type pg from 'pg';
import { codeOf, Conflict, Corrupt, Invalid } from '#kernel';
import { reachable } from '#platform/postgres';
import type {
  Appended,
  EventStore,
  Expected,
  NewEvent,
  Position,
  StoredEvent,
} from './event-store.js';

/**
 * One statement an append. The row of `log.ledger_head` is locked first and until commit, so positions are dense and in
 * commit order; a conflict rolls the whole statement back, so there is never a gap. A version that exists stays, hence
 * the check that the expected version is there may run in the same snapshot; the unique key on (stream, version) finds a
 * version that was taken meanwhile.
 */
const appendSql = `
  with head as (
    update log.ledger_head set position = position + $3::int
    where log = 0 and ($2::int < 0 or exists (select from log.events where stream = $1 and version = $2::int))
    returning position - $3::int as first
  ), written as (
    insert into log.events (position, stream, version, event_id, type, schema_version, recorded_at, leaf, body)
    select head.first + e.ordinal - 1, $1, $2::int + e.ordinal, e.event_id, e.type, e.schema_version,
           to_timestamp(e.recorded_at / 1000.0), e.leaf, e.body
    from head, unnest($4::uuid[], $5::text[], $6::smallint[], $7::bigint[], $8::text[], $9::text[])
      with ordinality as e(event_id, type, schema_version, recorded_at, leaf, body, ordinal)
    returning position
  )
  select min(position) as first, max(position) as last, (select pg_notify('daylight_log', '') from head) from written`;

const columns = `position, stream, version, event_id, type, schema_version,
  (extract(epoch from recorded_at) * 1000)::bigint, leaf, body`;

type Columns = [string, string, number, string, string, number, string, string, string];

const stored = ([
  position,
  stream,
  version,
  eventId,
  type,
  schemaVersion,
  recordedAt,
  leaf,
  body,
]: Columns): StoredEvent => ({
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
});

const pageSize = 1000;
/** Behind LISTEN, for a notification that a broken connection swallowed. */
const safetyPollMs = 2000;

/** The log in PostgreSQL 15 or newer. Positions are dense, from 0, and are the leaf index. */
export class PostgresEventStore implements EventStore {
  /** @param pool owned by the caller, who closes it */
  constructor(private readonly pool: pg.Pool) {}

  async append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    if (events.length === 0) throw new Invalid('append', 'at least one event is expected');
    const after =
      expected === 'any' ? await this.version(stream) : expected === 'none' ? -1 : expected;
    try {
      const { rows } = await reachable(
        this.pool.query<{ first: string | null; last: string | null }>(appendSql, [
          stream,
          after,
          events.length,
          events.map((e) => e.eventId),
          events.map((e) => e.type),
          events.map((e) => e.schemaVersion),
          events.map((e) => e.recordedAt),
          events.map((e) => e.leaf),
          events.map((e) => e.body),
        ]),
      );
      const [row] = rows;
      if (row?.first && row.last) {
        return { version: after + events.length, firstPosition: row.first, lastPosition: row.last };
      }
    } catch (error) {
      if (codeOf(error) !== '23505') throw error;
      const repeated = await this.repeated(stream, events);
      if (repeated) return repeated;
      if (expected === 'any') return this.append(stream, expected, events);
    }
    throw new Conflict(stream, await this.version(stream));
  }

  async *readStream(stream: string, from = 0): AsyncIterable<StoredEvent> {
    for (let next = from; ;) {
      const page = await this.rows(
        `where stream = $1 and version >= $2 order by version limit $3`,
        [stream, next, pageSize],
      );
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < pageSize) return;
      next = last.version + 1;
    }
  }

  async readAll(after: Position | null, limit: number): Promise<readonly StoredEvent[]> {
    const first = after === null ? 0n : BigInt(after) + 1n;
    const page = await this.rows(`where position >= $1 order by position limit $2`, [
      first.toString(),
      limit,
    ]);
    const gap = page.findIndex((event, i) => BigInt(event.position) !== first + BigInt(i));
    if (gap >= 0)
      throw new Corrupt('event log', `position ${(first + BigInt(gap)).toString()} is missing`);
    return page;
  }

  async head(): Promise<Position | null> {
    const { rows } = await reachable(
      this.pool.query<{ position: string }>(
        `select position - 1 as position from log.ledger_head where position > 0`,
      ),
    );
    return rows[0]?.position ?? null;
  }

  async *subscribe(
    after: Position | null,
    signal: AbortSignal,
  ): AsyncIterable<StoredEvent | { caughtUp: Position | null }> {
    const bell = await Bell.listen(this.pool, signal);
    try {
      for (let seen = after; !signal.aborted;) {
        const page = await this.readAll(seen, pageSize);
        yield* page;
        seen = page.at(-1)?.position ?? seen;
        if (page.length === pageSize) continue;
        yield { caughtUp: seen };
        await bell.rings();
      }
    } finally {
      bell.close();
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async version(stream: string): Promise<number> {
    const { rows } = await reachable(
      this.pool.query<{ version: number }>(
        `select coalesce(max(version), -1) as version from log.events where stream = $1`,
        [stream],
      ),
    );
    return rows[0]?.version ?? -1;
  }

  /** The answer of an append whose events already stand in this stream, one after the other. */
  private async repeated(
    stream: string,
    events: readonly NewEvent[],
  ): Promise<Appended | undefined> {
    const there = await this.rows(`where event_id = any($1::uuid[]) order by position`, [
      events.map((e) => e.eventId),
    ]);
    const [first] = there;
    const same =
      first !== undefined &&
      there.length === events.length &&
      there.every(
        (e, i) =>
          e.stream === stream &&
          e.eventId === events[i]?.eventId &&
          e.version === first.version + i,
      );
    const last = there.at(-1);
    return same && last
      ? { version: last.version, firstPosition: first.position, lastPosition: last.position }
      : undefined;
  }

  private async rows(where: string, values: readonly unknown[]): Promise<StoredEvent[]> {
    const text = `select ${columns} from log.events ${where}`;
    const { rows } = await reachable(
      this.pool.query<Columns>({ text, values: [...values], rowMode: 'array' }),
    );
    return rows.map(stored);
  }
}

/** Rings when something was appended, and now and then anyway. */
class Bell {
  private ring: () => void = () => undefined;
  private rung = false;

  private constructor(
    private readonly client: pg.PoolClient | undefined,
    private readonly signal: AbortSignal,
  ) {
    const ring = () => {
      this.rung = true;
      this.ring();
    };
    client?.on('notification', ring);
    client?.on('error', ring);
    signal.addEventListener('abort', ring);
  }

  /** Without a connection to listen on, the safety poll alone carries the reader until the next subscription. */
  static async listen(pool: pg.Pool, signal: AbortSignal): Promise<Bell> {
    const client = await reachable(pool.connect());
    await client.query('listen daylight_log');
    return new Bell(client, signal);
  }

  async rings(): Promise<void> {
    if (!this.rung && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, safetyPollMs);
        this.ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rung = false;
  }

  close(): void {
    this.client?.removeAllListeners('notification');
    this.client?.release(true);
  }
}
