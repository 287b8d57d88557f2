import {
  EventSkipped,
  localised,
  type AnyEvent,
  type AnyView,
  type Recorded,
  type Row,
} from '#kernel';
import {
  publicCase,
  timelineEntry,
  type PublicCaseRow,
  type TimelineEntryRow,
  caseState,
  type CaseRows,
  type CaseState,
} from '#cases/process';
import {
  charterVersion,
  publicRoster,
  type CharterVersionRow,
  type PublicMemberRow,
} from '#committee/process';

/** The rows of one case, by view and key. */
interface Held {
  readonly public_case: Map<string, PublicCaseRow>;
  readonly public_roster: Map<string, PublicMemberRow>;
  readonly charter_version: Map<string, CharterVersionRow>;
  readonly timeline_entry: Map<string, TimelineEntryRow>;
}
type ViewName = keyof Held;

const nothing = localised('', '');
/** Words of which no state is made are let go: a log has far more of them than of anything else. */
const slim: { readonly [V in ViewName]?: (row: never) => Row } = {
  timeline_entry: (row: TimelineEntryRow) => ({ ...row, title: nothing, text: null, role: null }),
  charter_version: (row: CharterVersionRow) => ({ ...row, text: nothing, changes: null }),
};

const views: readonly AnyView[] = [publicCase, publicRoster, charterVersion, timelineEntry];
const foldedBy = new Map<string, AnyView[]>();
for (const view of views)
  for (const { type } of view.events as readonly { type: string }[])
    foldedBy.set(type, [...(foldedBy.get(type) ?? []), view]);

/** An event that a view could not take in. */
export interface Stopped {
  readonly view: string;
  readonly index: number;
}

/**
 * The public views, folded in memory by the very functions that fold the live ones: 7 compares what becomes of them.
 * Holds the rows of cases.
 */
export class PublicFold {
  private readonly cases = new Map<string, Held>();
  private stops: Stopped[] = [];
  /** The case that the last event was about. */
  touched: string | null = null;

  take(recorded: Recorded<AnyEvent>): void {
    const { type, data } = recorded.event;
    if (type === EventSkipped.type) this.skip(data as { view: string; index: number });
    for (const view of foldedBy.get(type) ?? []) {
      try {
        this.fold(view, recorded);
      } catch {
        this.stops.push({ view: view.name, index: recorded.index });
      }
    }
  }

  /** Events that a view stopped at and that the log does not pass over. */
  get stopped(): readonly Stopped[] {
    return this.stops;
  }

  /** The refs of cases that are public now, in order. */
  refs(): string[] {
    return [...this.cases.keys()].filter((ref) => this.rows(ref) !== null).sort();
  }

  /** Null: nobody may know of it. */
  state(ref: string): CaseState | null {
    const rows = this.rows(ref);
    return rows && caseState(rows);
  }

  /** Leaf index of the newest entry of a case. */
  lastIndex(ref: string): number | undefined {
    return this.rows(ref)?.case.lastIndex;
  }

  private rows(ref: string): CaseRows | null {
    const held = this.cases.get(ref);
    const row = held?.public_case.get(ref);
    if (!held || !row || (row.withdrawnOn ?? null) !== null) return null;
    return {
      case: row,
      members: [...held.public_roster.values()],
      charters: [...held.charter_version.values()],
      entries: [...held.timeline_entry.values()],
    };
  }

  private fold(view: AnyView, recorded: Recorded<AnyEvent>): void {
    const key = view.key(recorded);
    const [ref = ''] = key.split('/');
    const held = this.cases.get(ref) ?? empty();
    const rows = held[view.name as ViewName] as Map<string, Row>;
    const on = view.on as Record<
      string,
      (row: Row | undefined, r: unknown) => Row | null | undefined
    >;
    const after = on[recorded.event.type]?.(rows.get(key), recorded);
    if (after === undefined) return;
    if (after === null) rows.delete(key);
    else rows.set(key, slim[view.name as ViewName]?.(after as never) ?? after);
    this.cases.set(ref, held);
    this.touched = ref;
  }

  private skip({ view, index }: { view: string; index: number }): void {
    this.stops = this.stops.filter((stop) => stop.view !== view || stop.index !== index);
  }
}

const empty = (): Held => ({
  public_case: new Map(),
  public_roster: new Map(),
  charter_version: new Map(),
  timeline_entry: new Map(),
});
