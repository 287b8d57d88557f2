import { membersOf, type CharterVersionRow, type PublicMemberRow } from '#committee/process';
import type { MemberRole, Constituency } from '#committee/events';
import type { Stage, Step } from '#investigation/events';
import { canonicalJson, type Day, type Json, type Localised } from '#kernel';
import type { PublicCaseRow } from './public-case.projection.js';
import type { EntryStatus, TimelineEntryRow } from './timeline-entry.projection.js';

/** The rows of the public views that are of one case, at one size of the log. In any order. */
export interface CaseRows {
  readonly case: PublicCaseRow;
  readonly members: readonly PublicMemberRow[];
  readonly charters: readonly CharterVersionRow[];
  readonly entries: readonly TimelineEntryRow[];
}

/** What the public record says of a case, for programs: a fold of the log alone, so that whoever has the log can compare. */
export interface CaseState {
  readonly format: 1;
  readonly ref: string;
  readonly title: Localised;
  readonly publicity: 'public';
  readonly stage: Stage;
  readonly step: Step;
  readonly stages: readonly { readonly stage: Stage; readonly on: Day }[];
  readonly charter: { readonly version: number; readonly sha256: string } | null;
  /** One a term. */
  readonly members: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly role: MemberRole;
    readonly seat: Constituency;
    readonly from: Day;
    readonly to: Day | null;
  }[];
  readonly deadlines: readonly never[];
  readonly entries: readonly {
    readonly n: number;
    readonly index: number;
    readonly kind: string;
    readonly date: Day;
    readonly status: EntryStatus;
    readonly corrects: number | null;
  }[];
}

/** Field by field: a column that a view gets later is no part of it. */
export function caseState({ case: row, members, charters, entries }: CaseRows): CaseState {
  const [charter] = charters.toSorted((a, b) => b.version - a.version);
  return {
    format: 1,
    ref: row.ref,
    title: { zh: row.title.zh, en: row.title.en },
    publicity: 'public',
    stage: row.stage,
    step: row.step,
    stages: row.stages.map(({ stage, on }) => ({ stage, on })),
    charter: charter ? { version: charter.version, sha256: charter.sha256 } : null,
    members: membersOf(members),
    deadlines: [],
    entries: entries
      .toSorted((a, b) => a.n - b.n)
      .map(({ n, index, kind, date, status, corrects }) => ({
        ...{ n, index, kind, date, status },
        corrects: corrects ?? null,
      })),
  };
}

/** The bytes of the case's file, over which its hash in the state is made. */
export const caseFileText = (rows: CaseRows): string =>
  canonicalJson(caseState(rows) as unknown as Json);

/** Which log, and how far. */
export interface StateHead {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

/** The bytes of `state.json`. @param cases in the order of their refs; `sha256` of the bytes of the case's file, in hex */
export const stateText = (
  { origin, size, root }: StateHead,
  cases: readonly { readonly ref: string; readonly sha256: string }[],
): string => canonicalJson({ format: 1, origin, size, root, cases });
