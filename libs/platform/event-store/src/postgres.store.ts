import type pg from 'pg';
import { codeOf, Conflict, Corrupt, Invalid } from '#kernel';
import { reachable } from '#platform/postgres';
import { Bell } from './bell.js';
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

function stored(row: Columns): StoredEvent {
  const [position, stream, version, eventId, type, schemaVersion, recordedAt, leaf, body] = row;
  return {
    ...{ position, index: Number(position), stream, version, eventId, type, schemaVersion },
    ...{ recordedAt: Number(recordedAt), leaf, body },
  };
}

const pageSize = 1000;

/** The log in PostgreSQL 15 or newer. Positions are dense, from 0, and are the leaf index. */
export class PostgresEventStore implements EventStore {
  /** @param pool owned by the caller, who closes it */
  constructor(private readonly pool: pg.Pool) {}

  async append(stream: string, expected: Expected, events: readonly NewEvent[]): Promise<Appended> {
    const ids = events.map(({ eventId }) => eventId);
    if (ids.length === 0) throw new Invalid('append', 'at least one event is expected');
    if (new Set(ids).size < ids.length) throw new Invalid('append', 'an event id is given twice');
    const after =
      expected === 'any' ? await this.version(stream) : expected === 'none' ? -1 : expected;
    try {
      const { rows } = await reachable(
        this.pool.query<{ first: string | null; last: string | null }>(appendSql, [
          stream,
          after,
          events.length,
          ids,
          events.map((e) => e.type),
          events.map((e) => e.schemaVersion),
          events.map((e) => e.recordedAt),
          events.map((e) => e.leaf),
          events.map((e) => e.body),
        ]),
      );
      const [row] = rows;
      if (row?.first && row.last) {
        const version = after + events.length;
        return { version, firstPosition: row.first, lastPosition: row.last, repeated: false };
      }
    } catch (error) {
      if (codeOf(error) !== '23505') throw error;
      const there = await this.rows(`where event_id = any($1::uuid[]) order by position`, [ids]);
      const repeated = answerOf(there, stream, events, expected === 'any' ? undefined : after + 1);
      if (repeated) return repeated;
      if (expected === 'any' && there.length === 0) return this.append(stream, expected, events);
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
      const over = () => signal.aborted;
      for (let seen = after; !over();) {
        const page = await this.readAll(seen, pageSize);
        for (const event of page) {
          if (over()) return;
          yield event;
        }
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

  private async rows(where: string, values: readonly unknown[]): Promise<StoredEvent[]> {
    const text = `select ${columns} from log.events ${where}`;
    const { rows } = await reachable(
      this.pool.query<Columns>({ text, values: [...values], rowMode: 'array' }),
    );
    return rows.map(stored);
  }
}

/** The answer of an append whose events already stand in this stream, one after the other, from that version on. */
function answerOf(
  there: readonly StoredEvent[],
  stream: string,
  events: readonly NewEvent[],
  from = there[0]?.version ?? 0,
): Appended | undefined {
  const [first] = there;
  const last = there.at(-1);
  if (!first || !last || there.length !== events.length) return undefined;
  const same = there.every(
    (e, i) => e.stream === stream && e.eventId === events[i]?.eventId && e.version === from + i,
  );
  if (!same) return undefined;
  const [firstPosition, lastPosition] = [first.position, last.position];
  return { version: last.version, firstPosition, lastPosition, repeated: true };
}
