import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Unavailable, type Row } from '#kernel';
import { reachable } from '#platform/postgres';

/** The head of a published checkpoint. */
export interface PublishedHead {
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

/** Public views as of one published checkpoint. Valid while the work runs that it was handed to. */
export interface PublicSnapshot extends PublishedHead {
  /** In key order, from a key on and up to before another; null: to the end. Memory does not grow with the table. */
  rows<R extends Row>(view: string, from: string, before: string | null): AsyncIterable<R>;
  /** Those of these keys that there are. */
  byKeys<R extends Row>(view: string, keys: readonly string[]): Promise<readonly R[]>;
}

/** What a reading needs. */
export interface ReadingOf {
  /** Views that have to stand at one published checkpoint. */
  readonly views: readonly string[];
  /** Views of removals, read as they stand now. */
  readonly beside?: readonly string[];
  /** How many leaves the views must have read at the least. */
  readonly least?: number;
}

/** Hands out a connection for the time that the work takes. */
export type Connected = <T>(work: (client: pg.ClientBase) => Promise<T>) => Promise<T>;

/** How long the views are waited for. */
const staleAfterMs = 2000;
const again = Symbol('again');
/** Rows that one reading of a table brings. */
const rowsAtOnce = 1000;

/**
 * Reads public views as they stand at exactly one published checkpoint, in one snapshot of the database. While they are
 * between two checkpoints, they are waited for.
 * @throws Unavailable `STALE_READ` after two seconds
 */
export async function atPublished<T>(
  connected: Connected,
  reading: ReadingOf,
  work: (snapshot: PublicSnapshot) => Promise<T>,
): Promise<T> {
  const end = performance.now() + staleAfterMs;
  for (;;) {
    const done = await connected((client) => inSnapshot(client, reading, work));
    if (done !== again) return done;
    if (performance.now() >= end) {
      throw new Unavailable(
        'The public views do not stand at a published checkpoint yet',
        'Read again in a moment.',
        'STALE_READ',
      );
    }
    await sleep(25);
  }
}

const id = (name: string) => pg.escapeIdentifier(name);

async function inSnapshot<T>(
  client: pg.ClientBase,
  { views, beside = [], least = 0 }: ReadingOf,
  work: (snapshot: PublicSnapshot) => Promise<T>,
): Promise<T | typeof again> {
  await reachable(client.query('begin isolation level repeatable read read only'));
  try {
    // Before the snapshot is taken: else a rebuild could put a table in a view's place whose rows are younger than it.
    const tables = [...views, ...beside].map((view) => `public.${id(view)}`).join(', ');
    await reachable(client.query(`lock table ${tables} in access share mode`));
    const head = await headOf(client, views);
    if (head === null || head.size < least) return again;
    return await work({ ...head, ...readerOf(client) });
  } finally {
    // Nothing was written.
    await client.query('rollback').catch(() => undefined);
  }
}

/** The checkpoint at whose position all views stand; null when there is none. */
async function headOf(
  client: pg.ClientBase,
  views: readonly string[],
): Promise<PublishedHead | null> {
  const { rows } = await reachable(
    client.query<PublishedHead & { at: string; first: string; last: string; count: number }>(
      `with standing as (
         select min(position) as first, max(position) as last, count(*)::int as count
         from log.projection where live and name = any($1)
       )
       select c.size::int, c.root, c.position as at, s.first, s.last, s.count
       from standing s, lateral (
         select size, root, position from log.checkpoint where position <= s.first
         order by size desc limit 1
       ) c`,
      [views],
    ),
  );
  const [row] = rows;
  if (!row || row.count !== views.length || row.at !== row.first || row.at !== row.last)
    return null;
  return { size: row.size, root: row.root };
}

const readerOf = (client: pg.ClientBase): Pick<PublicSnapshot, 'rows' | 'byKeys'> => ({
  async *rows<R extends Row>(view: string, from: string, before: string | null) {
    for (let [start, compare] = [from, '>=']; ;) {
      const { rows } = await reachable(
        client.query<R>(
          `select * from public.${id(view)} where key collate "C" ${compare} $1
           and ($2::text is null or key collate "C" < $2) order by key collate "C" limit $3`,
          [start, before, rowsAtOnce],
        ),
      );
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < rowsAtOnce) return;
      [start, compare] = [last.key, '>'];
    }
  },
  async byKeys<R extends Row>(view: string, keys: readonly string[]) {
    if (keys.length === 0) return [];
    const { rows } = await reachable(
      client.query<R>(`select * from public.${id(view)} where key = any($1)`, [keys]),
    );
    return rows;
  },
});
