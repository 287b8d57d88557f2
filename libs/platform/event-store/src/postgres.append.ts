import type pg from 'pg';
import { codeOf, Conflict } from '#kernel';
import { reachable } from '#platform/postgres';
import type { Outcome, Waiting } from './group-commit.js';
import { textArray } from './text-array.js';

/**
 * One statement a batch. The row of `log.ledger_head` is locked first and until commit, so positions are dense and in
 * commit order; a conflict rolls the whole statement back, so there is never a gap. A version that exists stays, hence
 * the check that expected versions are there may run in the same snapshot; the unique keys on (stream, version) and on
 * event_id find what was taken meanwhile.
 */
const quick = {
  name: 'daylight-append',
  text: `
  with head as (
    update log.ledger_head set position = position + $1::int
    where log = 0 and not exists (
      select from unnest($2::text[], $3::int[]) as e(stream, version)
      where not exists (select from log.events x where x.stream = e.stream and x.version = e.version))
    returning position - $1::int as first
  ), written as (
    insert into log.events (position, stream, version, event_id, type, schema_version, recorded_at, leaf, body)
    select head.first + e.ordinal - 1, e.stream, e.version, e.event_id, e.type, e.schema_version,
           to_timestamp(e.recorded_at / 1000.0), e.leaf, e.body
    from head, unnest($4::text[], $5::int[], $6::uuid[], $7::text[], $8::smallint[], $9::bigint[], $10::text[], $11::text[])
      with ordinality as e(stream, version, event_id, type, schema_version, recorded_at, leaf, body, ordinal)
  )
  select first, pg_notify('daylight_log', '') from head`,
};

/** The same for the one event of a writer who is alone: without arrays it costs PostgreSQL a fifth less. */
const lone = {
  name: 'daylight-append-lone',
  text: `
  with head as (
    update log.ledger_head set position = position + 1
    where log = 0 and ($2::int = 0 or exists (select from log.events where stream = $1 and version = $2 - 1))
    returning position - 1 as first
  )
  insert into log.events (position, stream, version, event_id, type, schema_version, recorded_at, leaf, body)
  select first, $1, $2, $3, $4, $5, to_timestamp($6::bigint / 1000.0), $7, $8 from head
  returning position as first, pg_notify('daylight_log', '')`,
};

const checked = {
  name: 'daylight-append-checked',
  text: `select request, outcome, version, first, last
    from log.append_checked($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};

interface Statement {
  readonly name: string;
  readonly text: string;
}

interface Checked {
  readonly outcome: 'written' | 'repeated' | 'conflict';
  readonly version: number;
  readonly first: string;
  readonly last: string;
}

/** Streams whose newest version is remembered; a stream that is not costs one look-up in its batch. */
const cacheSize = 10_000;

/** 22: a value cannot be stored; 23: a key is taken; 54: too large. The request is at fault, not the database. */
const isOfARequest = (error: unknown): boolean => /^(22|23|54)...$/.test(codeOf(error) ?? '');

/**
 * Writes batches on one connection of its own. The quick statement assumes that every expectation holds; when one does
 * not, the checked function sorts the batch, and only the losers fail.
 */
export class PostgresAppend {
  private client: pg.PoolClient | null = null;
  /** Versions that are known to exist: what this process wrote or was told. Never ahead of the log. */
  private readonly versions = new Map<string, number>();

  constructor(private readonly pool: pg.Pool) {}

  /** @throws Unavailable when the outcome of the batch is unknown */
  async write(batch: readonly Waiting[]): Promise<readonly Outcome[]> {
    try {
      // What cannot hold must not spoil the batch of the others.
      const doubtful = batch.filter((request) => this.mustBeChecked(request));
      if (doubtful.length === 0) return (await this.quickly(batch)) ?? (await this.checking(batch));
      const hopeful = batch.filter((request) => !doubtful.includes(request));
      const written =
        hopeful.length > 0 ? ((await this.quickly(hopeful)) ?? (await this.checking(hopeful))) : [];
      const sorted = doubtful.length > 0 ? await this.checking(doubtful) : [];
      const outcomes = new Map([
        ...hopeful.map((request, i) => [request, written[i]] as const),
        ...doubtful.map((request, i) => [request, sorted[i]] as const),
      ]);
      return batch.map((request) => outcomes.get(request) as Outcome);
    } catch (error) {
      for (const { stream } of batch) this.versions.delete(stream);
      throw error;
    }
  }

  /** Any version, or one that this process knows to be over: repeated, or a conflict. */
  private mustBeChecked({ stream, expected }: Waiting): boolean {
    if (expected === 'any') return true;
    const known = this.versions.get(stream);
    return known !== undefined && known > (expected === 'none' ? -1 : expected);
  }

  close(): void {
    this.client?.release(true);
    this.client = null;
  }

  /** Null when something did not hold: then nothing was written. */
  private async quickly(batch: readonly Waiting[]): Promise<readonly Outcome[] | null> {
    const after = batch.map(({ expected }) => (expected === 'none' ? -1 : (expected as number)));
    try {
      const { rows } = await this.query<{ first: string }>(...this.quickest(batch, after));
      const [row] = rows;
      if (!row) return null;
      let next = BigInt(row.first);
      return batch.map(({ stream, events }, i) => {
        const first = next;
        next += BigInt(events.length);
        const version = (after[i] as number) + events.length;
        return this.appended(stream, version, first.toString(), (next - 1n).toString());
      });
    } catch (error) {
      if (isOfARequest(error)) return null;
      throw error;
    }
  }

  private quickest(batch: readonly Waiting[], after: readonly number[]): [Statement, unknown[]] {
    const [first] = batch;
    if (first && batch.length === 1 && first.events.length === 1) {
      const [e] = first.events as [Waiting['events'][number]];
      const version = (after[0] as number) + 1;
      return [
        lone,
        [first.stream, version, e.eventId, e.type, e.schemaVersion, e.recordedAt, e.leaf, e.body],
      ];
    }
    const unknown = batch.flatMap(({ stream }, i) =>
      (after[i] as number) < 0 || this.versions.get(stream) === after[i] ? [] : [i],
    );
    const events = batch.flatMap(({ stream, events: own }, i) =>
      own.map((event, ordinal) => ({ event, stream, version: (after[i] as number) + 1 + ordinal })),
    );
    return [
      quick,
      [
        events.length,
        unknown.map((i) => batch[i]?.stream),
        unknown.map((i) => after[i]),
        textArray(events.map(({ stream }) => stream)),
        events.map(({ version }) => version),
        ...columns(events.map(({ event }) => event)),
      ],
    ];
  }

  private async checking(batch: readonly Waiting[]): Promise<readonly Outcome[]> {
    const events = batch.flatMap((request, i) =>
      request.events.map((event) => ({ event, request: i + 1 })),
    );
    const values = [
      batch.map(({ stream }) => stream),
      batch.map(({ expected }) =>
        expected === 'none' ? -1 : expected === 'any' ? null : expected,
      ),
      batch.map((request) => request.events.length),
      events.map(({ request }) => request),
      ...columns(events.map(({ event }) => event)),
    ];
    try {
      const { rows } = await this.query<Checked>(checked, values);
      return rows.map(({ outcome, version, first, last }, i) => {
        const { stream } = batch[i] as Waiting;
        if (outcome !== 'conflict')
          return this.appended(stream, version, first, last, outcome === 'repeated');
        this.remember(stream, version);
        return new Conflict(stream, version);
      });
    } catch (error) {
      if (!isOfARequest(error)) throw error;
      // One request holds what cannot be stored, or two hold the same event: each for itself, so that only it fails.
      if (batch.length === 1) return [error as Error];
      const alone: Outcome[] = [];
      for (const request of batch) alone.push(...(await this.checking([request])));
      return alone;
    }
  }

  private appended(
    stream: string,
    version: number,
    firstPosition: string,
    lastPosition: string,
    repeated = false,
  ): Outcome {
    if (!repeated) this.remember(stream, version);
    return { version, firstPosition, lastPosition, repeated };
  }

  private remember(stream: string, version: number): void {
    this.versions.delete(stream);
    // The map keeps insertion order: the first is the one that was written longest ago.
    const [oldest] = this.versions.keys();
    if (this.versions.size >= cacheSize && oldest !== undefined) this.versions.delete(oldest);
    this.versions.set(stream, version);
  }

  private async query<R extends object>(
    statement: Statement,
    values: readonly unknown[],
  ): Promise<pg.QueryResult<R>> {
    const client = await this.connection();
    try {
      return await reachable(client.query<R>({ ...statement, values: [...values] }));
    } catch (error) {
      // A statement that was refused leaves its connection whole; a time-out or a cut one does not.
      if (!isOfARequest(error)) this.drop(client);
      throw error;
    }
  }

  private async connection(): Promise<pg.PoolClient> {
    if (this.client) return this.client;
    const client = await reachable(this.pool.connect());
    this.client = client;
    client.on('error', () => {
      this.drop(client);
    });
    try {
      // Planning anew, which PostgreSQL would choose for some of these statements, costs a fifth of an append.
      await reachable(client.query('set plan_cache_mode = force_generic_plan'));
    } catch (error) {
      this.drop(client);
      throw error;
    }
    return client;
  }

  private drop(client: pg.PoolClient): void {
    if (this.client !== client) return;
    this.client = null;
    client.release(true);
  }
}

/** The columns of events that both statements take, one array each. */
const columns = (events: readonly Waiting['events'][number][]): unknown[] => [
  events.map((e) => e.eventId),
  textArray(events.map((e) => e.type)),
  events.map((e) => e.schemaVersion),
  events.map((e) => e.recordedAt),
  textArray(events.map((e) => e.leaf)),
  textArray(events.map((e) => e.body)),
];
