import type pg from 'pg';
import {
  dayIn,
  Unavailable,
  type AnyEvent,
  type Catalogue,
  type Clock,
  type Recorded,
  type Row,
} from '#kernel';
import { comparePositions, type EventStore, type Position, type StoredEvent } from '#event-store';
import { moveCheckpoint, readCheckpoints, stopAt, type Checkpoint } from './checkpoints.js';
import { foldUpToThrow, isFor, keysOf, type Changes } from './fold.js';
import { readRecorded } from './read-recorded.js';
import { transaction } from './transaction.js';
import { isOfTheRows, ViewTable, type ProjectedView } from './view-table.js';

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
}

/** An event of the log, and what a view may read of it. */
interface Read {
  readonly stored: StoredEvent;
  /** Null when it cannot be read. */
  readonly recorded: Recorded<AnyEvent> | null;
}

const batchSize = 1000;
/** How long `atLeast` waits for a view. */
const staleAfterMs = 2000;

/** Folds the log into read models: exactly once, each view at its own place, fenced on its checkpoint. */
export class Projections {
  constructor(readonly parts: ProjectionsParts) {}

  /** Folds what is there, once, into every live view. True when some view went on. */
  async advance(): Promise<boolean> {
    const checkpoints = (await readCheckpoints(this.parts.pool)).filter(
      ({ live, stopped }) => live && stopped === null,
    );
    const known = checkpoints.flatMap((checkpoint) => {
      const projected = this.parts.views.find(
        ({ view }) => view.name === checkpoint.name && view.version === checkpoint.version,
      );
      return projected ? [{ checkpoint, projected }] : [];
    });
    // Views at one place share one reading of the log; one that waits for its slot holds up no other.
    const pages = new Map<Position | null, Promise<readonly Read[]>>();
    const moved: boolean[] = [];
    for (const { checkpoint, projected } of known) {
      const page = pages.get(checkpoint.position) ?? this.page(checkpoint.position);
      pages.set(checkpoint.position, page);
      moved.push(await this.fold(projected, checkpoint, await page));
    }
    return moved.includes(true);
  }

  /** Follows the log until the signal fires. A database that goes away is waited for. */
  async run(signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    const over = () => signal.aborted;
    while (!over()) {
      try {
        for await (const event of this.parts.store.subscribe(
          await this.parts.store.head(),
          signal,
        )) {
          if ('caughtUp' in event) while (!over() && (await this.advance()));
        }
      } catch (error) {
        onError(error);
        await new Promise((resolve) => setTimeout(resolve, 1000));
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
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }

  /**
   * Folds a batch into one generation of one view, in one transaction with its checkpoint. An event that cannot be read,
   * folded or stored stops this view, visibly, and no other. The reason never quotes the event.
   */
  async fold(
    projected: ProjectedView,
    checkpoint: Checkpoint,
    read: readonly Read[],
  ): Promise<boolean> {
    const { view } = projected;
    const table = new ViewTable(projected, checkpoint.generation);
    const within = await this.within(projected, read);
    const readable = before(within, ({ recorded }) => recorded === null);
    const batch = readable.flatMap(({ recorded }) =>
      recorded && isFor(view, recorded) ? [recorded] : [],
    );
    const keys = keysOf(view, batch);
    const rows = keys.length > 0 ? await table.load(this.parts.pool, keys) : new Map<string, Row>();
    const { changes, thrower } = foldUpToThrow(view, rows, batch);
    const good = thrower ? before(readable, ({ recorded }) => recorded === thrower) : readable;
    const last = good.at(-1);
    try {
      if (last && !(await this.write(projected, table, checkpoint, last.stored.position, changes)))
        return false;
    } catch (error) {
      if (!isOfTheRows(error)) throw error;
      // Half the batch, and half of that: what is before the event comes in, and then the view stops at it.
      if (good.length > 1) return this.fold(projected, checkpoint, good.slice(0, good.length >> 1));
      if (last)
        await stopAt(this.parts.pool, checkpoint, last.stored.position, 'its row cannot be stored');
      return false;
    }
    const bad = within[good.length];
    if (bad) {
      const reason = bad.recorded === null ? 'the event cannot be read' : 'its fold failed';
      const at = last ? { ...checkpoint, position: last.stored.position } : checkpoint;
      await stopAt(this.parts.pool, at, bad.stored.position, reason);
    }
    return last !== undefined;
  }

  private write(
    { view }: ProjectedView,
    table: ViewTable,
    checkpoint: Checkpoint,
    to: Position,
    { upserts, removals }: Changes,
  ): Promise<boolean> {
    return transaction(this.parts.pool, async (client) => {
      if (!(await moveCheckpoint(client, checkpoint, to))) return false;
      await table.write(client, upserts, removals);
      if (view.reach !== 'panel' && upserts.length > 0)
        await client.query(`select pg_notify('daylight_public', '')`);
      return true;
    });
  }

  /** The next events after a place. One that cannot be read stops the views that come to it. */
  async page(after: Position | null): Promise<readonly Read[]> {
    const stored = await this.parts.store.readAll(after, batchSize);
    return stored.map((event) => {
      try {
        const recorded = readRecorded(event, this.parts.catalogue, this.parts.zone);
        return { stored: event, recorded };
      } catch {
        return { stored: event, recorded: null };
      }
    });
  }

  /** What a view may fold for now: up to the horizon, or up to the last publication slot. */
  private async within({ view }: ProjectedView, read: readonly Read[]): Promise<readonly Read[]> {
    if (view.reach === 'panel') return read;
    const horizon = await this.parts.horizon();
    const today = dayIn(this.parts.zone, this.parts.clock.now());
    const beyond = read.findIndex(
      ({ stored }) =>
        comparePositions(stored.position, horizon) > 0 ||
        // Until publication slots exist, the slot is the day boundary.
        (view.reach === 'slot' && dayIn(this.parts.zone, stored.recordedAt) >= today),
    );
    return beyond < 0 ? read : read.slice(0, beyond);
  }
}

/** The events up to the first that is so. */
function before(read: readonly Read[], isSo: (one: Read) => boolean): readonly Read[] {
  const at = read.findIndex(isSo);
  return at < 0 ? read : read.slice(0, at);
}
