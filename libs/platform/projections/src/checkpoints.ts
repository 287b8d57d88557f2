import type pg from 'pg';
import { reachable } from '#platform/postgres';
import type { Position } from '#event-store';
import type { Failure } from './fold.js';

/** Where a generation of a view stands. */
export interface Checkpoint {
  readonly name: string;
  readonly generation: number;
  readonly version: number;
  readonly position: Position | null;
  readonly live: boolean;
  /** The event at which it stopped, and why. It goes on serving what it has. */
  readonly stopped: { readonly at: Position; readonly reason: string } | null;
}

// `log.projection.position` is a number; -1 stands before the first event.
export const toColumn = (position: Position | null): string => position ?? '-1';
const fromColumn = (position: string): Position | null => (position === '-1' ? null : position);

/** Events of the log up to a position. Where positions are dense they are indexes. */
export const sizeAt = (position: Position | null): number =>
  position === null ? 0 : Number(position) + 1;

interface Columns {
  name: string;
  generation: number;
  version: number;
  position: string;
  live: boolean;
  stopped_at: string | null;
  stopped_reason: string | null;
}

export async function readCheckpoints(pool: pg.Pool | pg.ClientBase): Promise<Checkpoint[]> {
  const { rows } = await reachable(
    pool.query<Columns>(
      `select name, generation, version, position, live, stopped_at, stopped_reason from log.projection order by name, generation`,
    ),
  );
  return rows.map(
    ({ name, generation, version, position, live, stopped_at: at, stopped_reason: reason }) => ({
      name,
      generation,
      version,
      position: fromColumn(position),
      live,
      stopped: at === null ? null : { at, reason: reason ?? '' },
    }),
  );
}

export async function addCheckpoint(
  client: pg.ClientBase,
  name: string,
  generation: number,
  version: number,
  table: string,
): Promise<void> {
  await client.query(
    `insert into log.projection (name, generation, version, position, table_name, status) values ($1, $2, $3, -1, $4, 'building')`,
    [name, generation, version, table],
  );
}

/** Stops a view at an event, if its checkpoint still stands before it: a runner that was slower stops nothing. */
export async function stopAt(
  pool: pg.Pool,
  { name, generation, position }: Checkpoint,
  at: Position,
  reason: Failure,
): Promise<void> {
  await reachable(
    pool.query(
      `update log.projection set status = 'stopped', stopped_at = $4, stopped_reason = $5, updated_at = now()
       where name = $1 and generation = $2 and position = $3 and stopped_at is null`,
      [name, generation, toColumn(position), at, reason],
    ),
  );
}

/** Lets a view that stopped try that event again. False when it does not stand stopped at it any more. */
export async function goOn(
  pool: pg.Pool,
  { name, generation, stopped }: Checkpoint,
): Promise<boolean> {
  const { rowCount } = await reachable(
    pool.query(
      `update log.projection set status = 'live', stopped_at = null, stopped_reason = null, updated_at = now()
       where name = $1 and generation = $2 and stopped_at = $3`,
      [name, generation, stopped?.at ?? null],
    ),
  );
  return rowCount === 1;
}
