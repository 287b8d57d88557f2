import { defineView, type Day, type Localised, type Publicity } from '#kernel';
import { investigationEvents, type InvestigationEvent } from './investigation.events.js';
import { type Stage } from './stages.js';

/** A case as the panel finds it. Key: its ref. Holds no sealed words: those are opened from the log when read. */
export interface CaseFileRow {
  key: string;
  ref: string;
  stream: string;
  title: Localised;
  publicity: Publicity;
  stage: Stage;
  receivedOn: Day;
  /** Recorded events, public and sealed. */
  events: number;
  lastIndex: number;
}

type At = { readonly index: number };
const counted = (row: CaseFileRow | undefined, { index }: At): CaseFileRow | undefined =>
  row && { ...row, events: row.events + 1, lastIndex: index };

export const caseFile = defineView<CaseFileRow, InvestigationEvent>({
  name: 'case_file',
  version: 1,
  reach: 'panel',
  events: investigationEvents,
  key: ({ event }) => event.data.case,
  on: {
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
    'investigation.PublicationPolicySet': counted,
    'investigation.ActionRecorded': counted,
    'investigation.PublicDocumentEntered': counted,
    'investigation.StageEntered': (row, recorded) => {
      const next = counted(row, recorded);
      return next && { ...next, stage: recorded.event.data.to };
    },
  },
});
