import type pg from 'pg';
import { Unavailable, type Catalogue, type Clock } from '#kernel';
import { comparePositions, type EventStore, type Position } from '#event-store';
import { CatchUp, type Course } from './catch-up.js';
import { readCheckpoints, type Checkpoint } from './checkpoints.js';
import { follow, pause } from './follow.js';
import { Patience } from './patience.js';
import { recordedReader, type Reader } from './read-recorded.js';
import { SessionLock } from './session-lock.js';
import { Skips } from './skips.js';
import type { ProjectedView } from './view-table.js';

export interface ProjectionsParts {
  readonly store: EventStore;
  /** As the office's role, which owns the tables of views. */
  readonly pool: pg.Pool;
  readonly catalogue: Catalogue;
  readonly views: readonly ProjectedView[];
  readonly clock: Clock;
  readonly zone: string;
  /** Role of the public server. */
  readonly reader: string;
  /** Last position that the public may see. The head, until checkpoints are published. */
  horizon(): Promise<Position | null>;
  /** What views read of a stored event. `recordedReader`, unless a log of another kind is folded. */
  readonly read?: Reader;
}

/** How long `atLeast` waits for a view. */
const staleAfterMs = 2000;

const isLive = ({ live }: Checkpoint) => live;

/** Folds the log into read models: exactly once, each view at its own place, fenced on its checkpoint. */
export class Projections {
  /** What the log says is to be passed over. */
  readonly skips = new Skips();
  readonly patience = new Patience();
  readonly read: Reader;

  constructor(readonly parts: ProjectionsParts) {
    this.read = parts.read ?? recordedReader(parts.catalogue, parts.zone);
  }

  /**
   * Folds what is there into every live view. Safe beside a runner and beside itself. True when some view went on.
   * @param course what of it the caller knows better
   */
  advance(course: Omit<Course, 'moves'> = {}): Promise<boolean> {
    return new CatchUp(this, { ...course, moves: isLive }).toTheEnd();
  }

  /**
   * Follows the log until the signal fires, if no other process does; else stands by and takes over when that one ends
   * or loses its session. A database that goes away is waited for.
   */
  async run(signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    while (!signal.aborted) {
      try {
        const lock = await SessionLock.take(this.parts.pool, 'projections', signal);
        if (!lock) continue;
        try {
          await follow(this, AbortSignal.any([signal, lock.lost]));
        } finally {
          lock.release();
        }
      } catch (error) {
        onError(error);
        await pause(1000, signal);
      }
    }
  }

  /**
   * Waits until a live view has folded a position. Office only: the public speaks of indexes.
   * @throws Unavailable `STALE_READ` after two seconds
   */
  async waitFor(view: string, position: Position): Promise<void> {
    const end = performance.now() + staleAfterMs;
    for (;;) {
      const at = (await readCheckpoints(this.parts.pool)).find(
        ({ name, live }) => live && name === view,
      );
      if (at && comparePositions(at.position, position) >= 0) return;
      if (performance.now() >= end) {
        throw new Unavailable(
          'The view has not reached that position yet',
          'Read again in a moment, or without `atLeast`.',
          'STALE_READ',
        );
      }
      await pause(15);
    }
  }
}
