import { defineView } from '#kernel';
import {
  ActionRecorded,
  bandOf,
  CasePublicitySet,
  InvestigationOpened,
  leastOf,
  type SealedBand,
} from '#investigation/events';

export { sealedBands, type SealedBand } from '#investigation/events';

/** Key: the ref of a public case. `actions` stays with the fold: readers get the band as of the last slot. */
export interface SealedBandRow {
  key: string;
  actions: number;
  band: SealedBand;
}

const bandEvents = [InvestigationOpened, ActionRecorded, CasePublicitySet] as const;

export const sealedBand = defineView<SealedBandRow, (typeof bandEvents)[number]>({
  name: 'sealed_band',
  version: 2,
  reach: 'slot',
  withheld: ['actions'],
  events: bandEvents,
  key: ({ event }) => event.data.case,
  on: {
    // A case that is only counted never gets a row: no reader may learn that it exists.
    'investigation.InvestigationOpened': (_row, { event: { data } }) =>
      data.publicity === 'public' ? { key: data.case, actions: 0, band: bandOf(0) } : undefined,
    'investigation.ActionRecorded': (row, { pub }) =>
      row && pub === null
        ? { ...row, actions: row.actions + 1, band: bandOf(row.actions + 1) }
        : undefined,
    // It begins with the least that the published band says, not with a count that was never published.
    'investigation.CasePublicitySet': (_row, { event: { data } }) => {
      if (data.level === 'counted') return null;
      const band = data.sealedActions ?? 'under-10';
      return { key: data.case, actions: leastOf[band], band };
    },
  },
});
