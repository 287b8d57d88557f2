import type pg from 'pg';
import { Misconfigured } from '#kernel';
import type { EventStore, StoredEvent } from '#event-store';
import { reachable } from '#platform/postgres';
import { LogCheck, Wrong } from './log-check.js';
import type { Rows } from './rows.js';

/** Events read in one go; a page of the longest ones is some megabytes. */
const pageSize = 500;

/** All columns of an event, each byte of leaf and body. */
const lineOf = (event: StoredEvent): string => {
  const { index, stream, version, eventId, type, schemaVersion, recordedAt, leaf, body } = event;
  return JSON.stringify({
    ...{ index, stream, version, eventId, type, schemaVersion, recordedAt, leaf, body },
  });
};

/** The leaf on a line that is not checked yet. */
export const leafOf = (line: string): string => {
  const said = JSON.parse(line) as { readonly leaf?: unknown } | null;
  return typeof said?.leaf === 'string' ? said.leaf : '';
};

/** @throws Wrong for anything but what `lineOf` writes */
function eventOf(line: string): StoredEvent {
  const said = JSON.parse(line) as Omit<StoredEvent, 'position'> | null;
  if (said === null) throw new Wrong('it is not an event');
  const { index, stream, version, eventId, type, schemaVersion, recordedAt, leaf, body } = said;
  const numbers = [index, version, schemaVersion, recordedAt];
  const texts = [stream, eventId, type, leaf, body];
  const event = { ...said, position: String(index) };
  if (
    numbers.every((n) => Number.isSafeInteger(n)) &&
    texts.every((text) => typeof text === 'string') &&
    lineOf(event) === line
  )
    return event;
  throw new Wrong('it is not an event');
}

/** Checked events from index 0 to before `size`, as lines. @throws Wrong · Corrupt of the store */
export async function* eventLines(
  store: EventStore,
  size: number,
  check: LogCheck,
): AsyncIterable<string> {
  while (check.size < size) {
    const page = await store.readAll(
      check.size === 0 ? null : String(check.size - 1),
      Math.min(pageSize, size - check.size),
    );
    if (page.length === 0) throw new Wrong('there is no event, although the log is longer');
    for (const event of page) {
      check.next(event);
      yield lineOf(event);
    }
  }
}

/**
 * The head moves in the statement that inserts, and only from where the batch begins: positions stay dense, and whoever
 * else appends is not overtaken.
 */
const insertSql = `
  with head as (
    update log.ledger_head set position = position + $1::int where log = 0 and position = $2::bigint returning position
  )
  insert into log.events (position, stream, version, event_id, type, schema_version, recorded_at, leaf, body)
  select $2::bigint + e.ordinal - 1, e.stream, e.version, e.event_id, e.type, e.schema_version,
         to_timestamp(e.recorded_at / 1000.0), e.leaf, e.body
  from head, unnest($3::text[], $4::int[], $5::uuid[], $6::text[], $7::smallint[], $8::bigint[], $9::text[], $10::text[])
    with ordinality as e(stream, version, event_id, type, schema_version, recorded_at, leaf, body, ordinal)`;

/** The events of a backup, and the log that they go into. `there`: events that it holds already. */
export class EventRows implements Rows<StoredEvent> {
  readonly check = new LogCheck();

  constructor(
    private readonly pool: pg.Pool,
    private readonly store: EventStore,
    private readonly there: number,
  ) {}

  read(line: string): StoredEvent {
    const event = eventOf(line);
    this.check.next(event);
    return event;
  }

  async present(first: number, count: number): Promise<readonly string[]> {
    const wanted = Math.min(count, this.there - first);
    if (wanted <= 0) return [];
    const page = await this.store.readAll(first === 0 ? null : String(first - 1), wanted);
    return page.map(lineOf);
  }

  async insert(first: number, events: readonly StoredEvent[]): Promise<void> {
    const { rowCount } = await reachable(
      this.pool.query(insertSql, [
        events.length,
        first,
        events.map((e) => e.stream),
        events.map((e) => e.version),
        events.map((e) => e.eventId),
        events.map((e) => e.type),
        events.map((e) => e.schemaVersion),
        events.map((e) => e.recordedAt),
        events.map((e) => e.leaf),
        events.map((e) => e.body),
      ]),
    );
    if (rowCount === events.length) return;
    throw new Misconfigured(
      'Something else appended to the log while it was restored',
      `index ${String(first)}`,
      'Stop every process of this installation and restore into a new, empty one.',
    );
  }
}
