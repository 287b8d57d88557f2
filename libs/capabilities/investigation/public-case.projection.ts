import { defineView, type Day, type Localised, type Precision, type Recorded } from '#kernel';
import {
  investigationEvents,
  type bases,
  type InvestigationEvent,
} from './investigation.events.js';
import { stepOf, type Stage, type Step } from './stages.js';

/** A case as anyone may read it. Key: its ref. */
export interface PublicCaseRow {
  key: string;
  ref: string;
  title: Localised;
  basis: (typeof bases)[number];
  stage: Stage;
  step: Step;
  stages: readonly { readonly stage: Stage; readonly on: Day }[];
  openedOn: Day;
  openedPrecision: Precision;
  /** Entries of its public timeline so far. */
  entries: number;
  /** The latest day that an entry bears. */
  lastEntryOn: Day;
  lastEntryPrecision: Precision;
  /** Leaf index of the newest public entry. */
  lastIndex: number;
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
    entries: row.entries + 1,
    lastEntryOn: newer ? pub.date : row.lastEntryOn,
    lastEntryPrecision: newer ? (pub.precision ?? 'day') : row.lastEntryPrecision,
    lastIndex: index,
  };
};

export const publicCase = defineView<PublicCaseRow, InvestigationEvent>({
  name: 'public_case',
  version: 1,
  reach: 'public',
  events: investigationEvents,
  key: ({ event }) => event.data.case,
  on: {
    'investigation.InvestigationOpened': (_row, { index, event: { data } }) => ({
      key: data.case,
      ref: data.case,
      title: data.title,
      basis: data.basis,
      stage: 'received',
      step: 'received',
      stages: [{ stage: 'received', on: data.receivedOn }],
      openedOn: data.receivedOn,
      openedPrecision: data.precision,
      entries: 1,
      lastEntryOn: data.receivedOn,
      lastEntryPrecision: data.precision,
      lastIndex: index,
    }),
    'investigation.PublicationPolicySet': withEntry,
    'investigation.ActionRecorded': withEntry,
    'investigation.PublicDocumentEntered': withEntry,
    'investigation.StageEntered': (row, recorded) => {
      const { to, on } = recorded.event.data;
      const next = withEntry(row, recorded);
      return (
        next && {
          ...next,
          stage: to,
          step: stepOf[to],
          stages: [...next.stages, { stage: to, on }],
        }
      );
    },
  },
});
