import type pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, Unavailable } from '#kernel';
import type { Position } from '#event-store';
import { CatchUp } from './catch-up.js';
import { addCheckpoint, readCheckpoints, sizeAt, type Checkpoint } from './checkpoints.js';
import type { Projections } from './projections.js';
import { SessionLock, type Holder } from './session-lock.js';
import { transaction } from './transaction.js';
import { ViewTable, type ProjectedView } from './view-table.js';

/** How far a rebuild is. */
export interface Progress {
  readonly events: number;
  /** Events of the log when it began. */
  readonly of: number;
  readonly perSecond: number;
  readonly secondsLeft: number;
}

export interface Watching {
  readonly onProgress?: (progress: Progress) => void;
  /** Somebody else builds; this one waits for its turn. */
  readonly onWait?: (holder: Holder | null) => void;
}

/** The one place in an installation where views are built beside the live ones. */
export interface Site {
  readonly projections: Projections;
  readonly watching: Watching;
  /** Fires when the lock is lost: somebody else may be building then. */
  readonly lost: AbortSignal;
}

/** A view that is being built. */
export interface Building {
  readonly projected: ProjectedView;
  readonly table: ViewTable;
  /** Events of the log that it has passed. */
  events: number;
}

const lostMeanwhile = () =>
  new Unavailable(
    'The database ended the connection that holds the lock of rebuilds',
    'The live views are as they were. Run it again.',
  );

/** One at a time, of whatever views: the next waits, and nobody waits for a process that died. */
export async function onSite<T>(
  projections: Projections,
  watching: Watching,
  work: (site: Site) => Promise<T>,
): Promise<T> {
  const { pool } = projections.parts;
  const lock = await SessionLock.take(pool, 'rebuild', undefined, watching.onWait);
  if (!lock) throw lostMeanwhile();
  try {
    return await work({ projections, watching, lost: lock.lost });
  } finally {
    lock.release();
  }
}

/** Makes the tables. What an interrupted rebuild left is thrown away: it starts again from the first event. */
export async function begin(site: Site, chosen: readonly ProjectedView[]): Promise<Building[]> {
  const { pool } = site.projections.parts;
  await forgetOld(site, chosen);
  const building: Building[] = [];
  for (const projected of chosen) {
    await transaction(pool, async (client) => {
      const { name, version } = projected.view;
      const newest = (await readCheckpoints(client))
        .filter((checkpoint) => checkpoint.name === name)
        .reduce((most, { generation }) => Math.max(most, generation), 0);
      const table = new ViewTable(projected, newest + 1);
      await table.create(client);
      await addCheckpoint(client, name, table.generation, version, table.name);
      building.push({ projected, table, events: 0 });
    });
  }
  return building;
}

/**
 * Folds the log into them, in one reading.
 * @param upTo where each ends; left out: where the log does
 */
export async function fill(
  { projections, watching, lost }: Site,
  building: readonly Building[],
  upTo?: (view: string) => Position | null,
): Promise<void> {
  const of = (checkpoint: Checkpoint) =>
    building.find(
      ({ projected, table }) =>
        projected.view.name === checkpoint.name && table.generation === checkpoint.generation,
    );
  const size = sizeAt(await projections.parts.store.head());
  const progress = new Pace(size);
  await new CatchUp(projections, {
    moves: (checkpoint) => of(checkpoint) !== undefined,
    ...(upTo && { upTo: ({ name }) => upTo(name) }),
    signal: lost,
    onFolded: (checkpoint, events, index) => {
      const one = of(checkpoint);
      if (one) one.events += events;
      watching.onProgress?.(progress.at(index, events));
    },
  }).toTheEnd();
  if (lost.aborted) throw lostMeanwhile();
}

/** How fast it goes, since it began. */
class Pace {
  private readonly started = performance.now();
  private first: number | undefined;
  private furthest = 0;

  constructor(private readonly size: number) {}

  /** @param index of the last event that was folded, @param events folded with it */
  at(index: number, events: number): Progress {
    this.first ??= index + 1 - events;
    // Views that are one page behind the others do not take the figure back.
    this.furthest = Math.max(this.furthest, index + 1);
    const seconds = Math.max(1, performance.now() - this.started) / 1000;
    const perSecond = Math.round((this.furthest - this.first) / seconds);
    const left = Math.max(0, this.size - this.furthest);
    return {
      events: this.furthest,
      of: Math.max(this.size, this.furthest),
      perSecond,
      secondsLeft: Math.ceil(left / Math.max(1, perSecond)),
    };
  }
}

/** How long a change of tables waits for readers before it lets them go on and tries again. */
const lockTimeoutMs = 300;
const attempts = 40;
/** A deadlock, a lock that was not had in time: nothing was changed, and the same may succeed. */
const isPassing = (error: unknown): boolean =>
  ['40P01', '55P03'].includes(codeOf(error) ?? '') ||
  (error instanceof Unavailable && isPassing(error.cause));

/** Runs a short transaction that needs a table for itself, again while readers are in the way. */
export async function insist<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction(pool, async (client) => {
        await client.query(`set local lock_timeout = ${String(lockTimeoutMs)}`);
        return work(client);
      });
    } catch (error) {
      if (!isPassing(error) || attempt >= attempts) throw error;
      await sleep(20 * attempt);
    }
  }
}

/**
 * Throws away the generations that are not live. Never within a swap: a runner that still writes into one holds its table
 * and waits for its checkpoint.
 */
export async function forgetOld(
  { projections }: Pick<Site, 'projections'>,
  chosen: readonly ProjectedView[],
): Promise<void> {
  const { pool } = projections.parts;
  for (const { view, columns } of chosen) {
    const old = (await readCheckpoints(pool)).filter(
      ({ name, live }) => name === view.name && !live,
    );
    for (const { generation, version } of old) {
      await insist(pool, async (client) => {
        await new ViewTable({ view: { ...view, version }, columns }, generation).drop(client);
        await client.query(`delete from log.projection where name = $1 and generation = $2`, [
          view.name,
          generation,
        ]);
      });
    }
  }
}
