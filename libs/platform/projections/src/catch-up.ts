import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, dayIn, type Reach, type Row } from '#kernel';
import { comparePositions, type Position } from '#event-store';
import { readCheckpoints, stopAt, type Checkpoint } from './checkpoints.js';
import { fold, pick, type Failure, type Read } from './fold.js';
import { Pages, type Page, type Tail } from './pages.js';
import type { Projections } from './projections.js';
import { isOfTheRows, ViewTable, type ProjectedView } from './view-table.js';

/** Which generations go how far through the log. */
export interface Course {
  readonly moves: (checkpoint: Checkpoint) => boolean;
  /** The last event that one folds; left out: as far as the log goes. */
  readonly upTo?: (checkpoint: Checkpoint) => Position | null;
  /** What a subscription brought, so that it is not read again. */
  readonly tail?: Tail;
  /** Nothing more is written once it fires. */
  readonly signal?: AbortSignal;
  /** Called with the number of events that a generation has passed, and the index of the last. */
  readonly onFolded?: (checkpoint: Checkpoint, events: number, index: number) => void;
}

/** A generation that this program can fold. */
interface Generation {
  readonly projected: ProjectedView;
  readonly checkpoint: Checkpoint;
}

/** Takes generations of views through the log, each from its own place; views at one place share one reading. */
export class CatchUp {
  private readonly pages: Pages;
  private moved = false;
  private horizon: Position | null = null;

  constructor(
    private readonly projections: Projections,
    private readonly course: Course,
  ) {
    this.pages = new Pages(projections, course.tail);
  }

  /** Folds until nothing is left that may be folded now. True when some view went on. */
  async toTheEnd(): Promise<boolean> {
    for (;;) {
      const again = await this.round();
      if (this.over()) return this.moved;
      if (again === 'done') return this.moved;
      if (again !== 'more') await sleep(again);
    }
  }

  /** One page for each generation. Answers whether there is more to do, or the milliseconds until a view is tried again. */
  private async round(): Promise<'more' | 'done' | number> {
    const { parts, skips, patience } = this.projections;
    const generations = await this.generations();
    // After the checkpoints: a view that may go on again does so because of what stands there.
    await skips.refresh(parts.store);
    this.horizon = await parts.horizon();
    this.pages.turn();
    let more = false;
    for (const generation of generations) {
      if (this.over()) return 'done';
      const { checkpoint } = generation;
      if (patience.pauseOf(checkpoint) > 0 || !(await this.mayGoOn(generation))) continue;
      const page = await this.pages.after(checkpoint.position);
      const within = this.within(generation, page.events);
      if (within.length === page.events.length) this.pages.prefetch(page);
      if (within.length > 0 && (await this.goOn(generation, within, page))) more = true;
    }
    if (more) return 'more';
    const pauses = generations.map(({ checkpoint }) => patience.pauseOf(checkpoint));
    const next = Math.min(...pauses.filter((ms) => ms > 0));
    return Number.isFinite(next) ? next : 'done';
  }

  private async generations(): Promise<Generation[]> {
    const { pool, views } = this.projections.parts;
    return (await readCheckpoints(pool)).flatMap((checkpoint) => {
      if (checkpoint.stopped !== null || !this.course.moves(checkpoint)) return [];
      const projected = views.find(
        ({ view }) => view.name === checkpoint.name && view.version === checkpoint.version,
      );
      return projected ? [{ checkpoint, projected }] : [];
    });
  }

  /** Whether there is anything for it behind its place, told without reading a page. */
  private async mayGoOn({ projected, checkpoint }: Generation): Promise<boolean> {
    const { position } = checkpoint;
    const { reach } = projected.view;
    const end = this.course.upTo?.(checkpoint);
    if (end !== undefined && comparePositions(position, end) >= 0) return false;
    if (toTheHead(reach)) return true;
    if (comparePositions(position, this.horizon) >= 0) return false;
    if (reach === 'public' || this.pages.has(position)) return true;
    const { store, zone } = this.projections.parts;
    const [next] = await store.readAll(position, 1);
    return next !== undefined && dayIn(zone, next.recordedAt) < this.today();
  }

  /** What of these events a view may fold for now: up to the horizon, or up to the last publication slot. */
  private within(
    { projected: { view }, checkpoint }: Generation,
    events: readonly Read[],
  ): readonly Read[] {
    const end = this.course.upTo?.(checkpoint);
    const wanted = end === undefined ? events : upTo(events, end);
    if (toTheHead(view.reach)) return wanted;
    const published = upTo(wanted, this.horizon);
    if (view.reach === 'public') return published;
    // Until publication slots exist, the slot is the day boundary.
    const today = this.today();
    const { zone } = this.projections.parts;
    const beyond = published.findIndex(
      ({ recorded, recordedAt }) => (recorded?.recordedOn ?? dayIn(zone, recordedAt)) >= today,
    );
    return beyond < 0 ? published : published.slice(0, beyond);
  }

  private today(): string {
    const { zone, clock } = this.projections.parts;
    return dayIn(zone, clock.now());
  }

  /** Folds events into a generation. True when there is more to do for it at once. */
  private async goOn(
    generation: Generation,
    events: readonly Read[],
    page: Page,
  ): Promise<boolean> {
    const { checkpoint } = generation;
    const { patience, parts } = this.projections;
    const { passed, failure } = await this.fold(generation, events).catch(
      async (error: unknown) => {
        if (codeOf(error) !== noSuchTable || (await this.isThere(checkpoint))) throw error;
        return { passed: 0, failure: null };
      },
    );
    const last = events[passed - 1];
    if (last) {
      this.moved = true;
      patience.passed(checkpoint);
      this.course.onFolded?.(checkpoint, passed, last.index);
    }
    if (passed === events.length) return page.full && passed === page.events.length;
    const next = events[passed];
    if (last || failure === null || !next) return true;
    if (patience.isOver(checkpoint)) await stopAt(parts.pool, checkpoint, next.position, failure);
    return false;
  }

  /**
   * Folds a batch into one generation of one view, in one transaction with its checkpoint. Answers how many events it
   * passed, and why not all; 0 without a reason when another runner was faster.
   */
  private async fold(
    generation: Generation,
    events: readonly Read[],
  ): Promise<{ passed: number; failure: Failure | null }> {
    const { projected, checkpoint } = generation;
    const { parts, skips } = this.projections;
    const table = new ViewTable(projected, checkpoint.generation);
    const picks = pick(projected.view, events, skips.of(projected.view));
    const keys = [...new Set(picks.picked.map(({ key }) => key))];
    const rows = keys.length > 0 ? await table.load(parts.pool, keys) : new Map<string, Row>();
    const { changes, until, failure } = fold(projected.view, rows, picks);
    const last = events[until - 1];
    if (!last || this.over()) return { passed: 0, failure: last ? null : failure };
    try {
      const moved = await table.write(parts.pool, checkpoint, last.position, changes);
      return { passed: moved ? until : 0, failure: moved ? failure : null };
    } catch (error) {
      if (!isOfTheRows(error)) throw error;
      if (until === 1) return { passed: 0, failure: 'its row cannot be stored' };
      // Half the batch, and half of that: what is before the event comes in, and then the view stands at it.
      return this.fold(generation, events.slice(0, until >> 1));
    }
  }

  /** Whether this generation still exists: a rebuild may have put another in its place and dropped its table. */
  private async isThere({ name, generation }: Checkpoint): Promise<boolean> {
    return (await readCheckpoints(this.projections.parts.pool)).some(
      (now) => now.name === name && now.generation === generation,
    );
  }

  private over(): boolean {
    return this.course.signal?.aborted ?? false;
  }
}

/** Those that fold what is not published yet. */
const toTheHead = (reach: Reach): boolean => reach === 'panel' || reach === 'removal';

const noSuchTable = '42P01';

/** The events of a page up to a position. */
function upTo(events: readonly Read[], limit: Position | null): readonly Read[] {
  const last = events.at(-1);
  if (!last || comparePositions(last.position, limit) <= 0) return events;
  return events.slice(
    0,
    events.findIndex(({ position }) => comparePositions(position, limit) > 0),
  );
}
