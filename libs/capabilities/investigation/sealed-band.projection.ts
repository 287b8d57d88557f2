import { defineView } from '#kernel';
import { investigationEvents, type InvestigationEvent } from './investigation.events.js';

/** How many sealed actions a public case has, in bands that point at nobody. */
export const sealedBands = ['under-10', '10-19', '20-49', '50-or-more'] as const;
export type SealedBand = (typeof sealedBands)[number];

/** Key: the ref of a public case. `actions` stays with the fold: readers get the band as of the last slot. */
export interface SealedBandRow {
  key: string;
  actions: number;
  band: SealedBand;
}

const bandOf = (actions: number): SealedBand =>
  actions < 10 ? 'under-10' : actions < 20 ? '10-19' : actions < 50 ? '20-49' : '50-or-more';

export const sealedBand = defineView<SealedBandRow, InvestigationEvent>({
  name: 'sealed_band',
  version: 1,
  reach: 'slot',
  withheld: ['actions'],
  events: investigationEvents,
  key: ({ event }) => event.data.case,
  on: {
    // A case that is only counted never gets a row: no reader may learn that it exists.
    'investigation.InvestigationOpened': (_row, { event: { data } }) =>
      data.publicity === 'public' ? { key: data.case, actions: 0, band: bandOf(0) } : undefined,
    'investigation.ActionRecorded': (row, { pub }) =>
      row && pub === null
        ? { ...row, actions: row.actions + 1, band: bandOf(row.actions + 1) }
        : undefined,
    'investigation.PublicationPolicySet': () => undefined,
    'investigation.PublicDocumentEntered': () => undefined,
    'investigation.StageEntered': () => undefined,
  },
});
