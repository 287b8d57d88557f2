import {
  defineView,
  forEvery,
  formatInstant,
  type Day,
  type Localised,
  type Publicity,
} from '#kernel';
import type { Stage } from '#investigation/events';
import { caseEvents, type CaseEvent } from '../case-events.js';

/** A case as the panel finds it. Key: its ref. Holds no sealed words: those are opened from the log when read. */
export interface CaseFileRow {
  key: string;
  ref: string;
  stream: string;
  title: Localised;
  publicity: Publicity;
  /** Day by which a second person has to confirm that it is no longer public, while that is missing. */
  loweringConfirmBy?: Day | null;
  stage: Stage;
  receivedOn: Day;
  /** Recorded events, public and sealed. */
  events: number;
  lastIndex: number;
}

type At = { readonly index: number };
const counted = (row: CaseFileRow | undefined, { index }: At): CaseFileRow | undefined =>
  row && { ...row, events: row.events + 1, lastIndex: index };

const reached = (row: CaseFileRow | undefined, at: At, stage: Stage): CaseFileRow | undefined => {
  const next = counted(row, at);
  return next && { ...next, stage };
};

const dayMs = 86_400_000;
const dayAfter = (day: Day): Day =>
  formatInstant(Date.parse(`${day}T00:00:00Z`) + dayMs).slice(0, 10);

export const caseFile = defineView<CaseFileRow, CaseEvent>({
  name: 'case_file',
  version: 2,
  reach: 'panel',
  events: caseEvents,
  key: ({ event }) => event.data.case,
  on: {
    ...forEvery(caseEvents, counted),
    'investigation.InvestigationOpened': (_row, { index, stream, event: { data } }) => ({
      key: data.case,
      ref: data.case,
      stream,
      title: data.title,
      publicity: data.publicity,
      stage: 'received',
      receivedOn: data.receivedOn,
      events: 1,
      lastIndex: index,
    }),
    'investigation.CasePublicitySet': (row, recorded) => {
      const next = counted(row, recorded);
      const { level } = recorded.event.data;
      const loweringConfirmBy = level === 'counted' ? dayAfter(recorded.recordedOn) : null;
      return next && { ...next, publicity: level, loweringConfirmBy };
    },
    'investigation.CasePublicityConfirmed': (row, recorded) => {
      const next = counted(row, recorded);
      return next && { ...next, loweringConfirmBy: null };
    },
    'investigation.StageEntered': (row, recorded) => reached(row, recorded, recorded.event.data.to),
    'investigation.InvestigationClosed': (row, recorded) => reached(row, recorded, 'closed'),
    'investigation.InvestigationReopened': (row, recorded) => reached(row, recorded, 'reopened'),
  },
});
