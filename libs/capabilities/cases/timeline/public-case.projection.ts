import {
  defineView,
  forEvery,
  localised,
  type Day,
  type Localised,
  type Precision,
  type PublishedEntry,
  type Recorded,
} from '#kernel';
import {
  stepOf,
  type Basis,
  type Milestone,
  type Outcome,
  type PauseReason,
  type PublicityReason,
  type Severity,
  type Stage,
  type Step,
} from '#investigation/events';
import { caseEvents, type CaseEvent } from '../case-events.js';

/** A case as anyone may read it. Key: its ref. */
export interface PublicCaseRow {
  key: string;
  ref: string;
  title: Localised;
  basis: Basis;
  stage: Stage;
  step: Step;
  stages: readonly { readonly stage: Stage; readonly on: Day }[];
  /** Null until it was decided. */
  severity: Severity | null;
  /** Why and since when the investigation rests; null while it goes on. */
  paused: { readonly reason: PauseReason; readonly on: Day } | null;
  /** How it ended, and without what; null while it is open. */
  closing: {
    readonly outcome: Outcome;
    readonly missing: readonly Milestone[];
    readonly on: Day;
  } | null;
  openedOn: Day;
  openedPrecision: Precision;
  /** Entries of its public timeline so far. */
  entries: number;
  /** The latest day that an entry bears. */
  lastEntryOn: Day;
  lastEntryPrecision: Precision;
  /** Leaf index of the newest public entry. */
  lastIndex: number;
  /** Since when it is no longer public, and why; neither while it is. Nothing else of such a row is shown to anyone. */
  withdrawnOn?: Day | null | undefined;
  withdrawnFor?: PublicityReason | null | undefined;
  /** Leaf index of the act that took it back. */
  withdrawnAt?: number | null | undefined;
  /** The title meanwhile, in case it becomes public again. No reader has this column. */
  keptTitle?: Localised | null | undefined;
}

type Entry = Pick<Recorded<unknown>, 'index' | 'pub'>;
const withEntry = (
  row: PublicCaseRow | undefined,
  { index, pub }: Entry,
): PublicCaseRow | undefined => {
  if (!row || !pub) return undefined;
  const newer = pub.date >= row.lastEntryOn;
  return {
    ...row,
    // Entries that a release shows come in before the release, with numbers behind its own.
    entries: Math.max(row.entries, (pub as PublishedEntry).n),
    lastEntryOn: newer ? pub.date : row.lastEntryOn,
    lastEntryPrecision: newer ? (pub.precision ?? 'day') : row.lastEntryPrecision,
    lastIndex: Math.max(row.lastIndex, index),
  };
};

const noTitle = localised('', '');

const notWithdrawn = {
  ...{ keptTitle: null, withdrawnOn: null, withdrawnFor: null, withdrawnAt: null },
};

/** Also an entry: the stage, its step and its day. */
const reached = (row: PublicCaseRow | undefined, stage: Stage, on: Day, recorded: Entry) => {
  const next = withEntry(row, recorded);
  return next && { ...next, stage, step: stepOf[stage], stages: [...next.stages, { stage, on }] };
};

/** Also an entry: what changed beside it. */
const changed = (
  row: PublicCaseRow | undefined,
  recorded: Entry,
  change: Partial<PublicCaseRow>,
) => {
  const next = withEntry(row, recorded);
  return next && { ...next, ...change };
};

export const publicCase = defineView<PublicCaseRow, CaseEvent>({
  name: 'public_case',
  version: 3,
  reach: 'public',
  withheld: ['keptTitle'],
  events: caseEvents,
  key: ({ event }) => event.data.case,
  on: {
    ...forEvery(caseEvents, withEntry),
    'investigation.InvestigationOpened': (_row, { index, pub, event: { data } }) => ({
      key: data.case,
      ref: data.case,
      title: data.title,
      basis: data.basis,
      stage: 'received',
      step: 'received',
      stages: [{ stage: 'received', on: data.receivedOn }],
      severity: null,
      paused: null,
      closing: null,
      openedOn: data.receivedOn,
      openedPrecision: data.precision,
      entries: (pub as PublishedEntry).n,
      lastEntryOn: data.receivedOn,
      lastEntryPrecision: data.precision,
      lastIndex: index,
    }),
    'investigation.StageEntered': (row, recorded) => {
      const { to, on } = recorded.event.data;
      return reached(row, to, on, recorded);
    },
    'investigation.CasePublicitySet': (row, recorded) => {
      const { level, on, reasonClass } = recorded.event.data;
      const next = withEntry(row, recorded);
      if (!next) return undefined;
      const keptTitle = next.keptTitle ?? next.title;
      if (level === 'public') return { ...next, ...notWithdrawn, title: keptTitle };
      const withdrawn = { withdrawnOn: on, withdrawnFor: reasonClass, withdrawnAt: recorded.index };
      return { ...next, ...withdrawn, title: noTitle, keptTitle };
    },
    'investigation.SeveritySet': (row, recorded) =>
      changed(row, recorded, { severity: recorded.event.data.severity }),
    'investigation.InvestigationPaused': (row, recorded) => {
      const { reasonClass: reason, on } = recorded.event.data;
      return changed(row, recorded, { paused: { reason, on } });
    },
    'investigation.InvestigationResumed': (row, recorded) =>
      changed(row, recorded, { paused: null }),
    'investigation.InvestigationClosed': (row, recorded) => {
      const { outcome, missing, on } = recorded.event.data;
      const next = reached(row, 'closed', on, recorded);
      return next && { ...next, paused: null, closing: { outcome, missing, on } };
    },
    'investigation.InvestigationReopened': (row, recorded) => {
      const next = reached(row, 'reopened', recorded.event.data.on, recorded);
      return next && { ...next, closing: null };
    },
  },
});
