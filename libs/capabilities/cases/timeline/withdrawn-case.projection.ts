import { defineView, type Day } from '#kernel';
import { CasePublicitySet, type PublicityReason } from '#investigation/events';

/** A case that was taken back. Key: its ref. */
export interface WithdrawnCaseRow {
  key: string;
  on: Day;
  reason: PublicityReason;
  /** Leaf index of the act that took it back: it may be beyond the last published checkpoint. */
  index: number;
}

const folded = [CasePublicitySet] as const;

/**
 * Which cases are not to be shown, whatever else is published of them. Read beside every other public view, so that a
 * removal need not wait for a checkpoint, which may wait for witnesses.
 */
export const withdrawnCase = defineView<WithdrawnCaseRow, (typeof folded)[number]>({
  name: 'withdrawn_case',
  version: 1,
  reach: 'removal',
  events: folded,
  key: ({ event }) => event.data.case,
  on: {
    // Made public again, it shows only once `public_case` has come that far too.
    'investigation.CasePublicitySet': (_row, { index, event: { data } }) =>
      data.level === 'public'
        ? null
        : { key: data.case, on: data.on, reason: data.reasonClass, index },
  },
});
