import {
  defineView,
  EventSkipped,
  forEvery,
  LogOpened,
  PolicyReplaced,
  type PublishedEntry,
  type Recorded,
} from '#kernel';
import { caseEvents } from '../case-events.js';

/** A leaf that anyone may open, and what opens it. Key: its index, so written that the order of texts is that of indexes. */
export interface DisclosureRow {
  key: string;
  index: number;
  /** Null for an act of the log itself. */
  ref: string | null;
  /** Leaf and public windows as an SD-JWT: what a reader checks. */
  presentation: string;
}

/** Twelve digits: more leaves than a log of this program can have. */
export const disclosureKey = (index: number): string => String(index).padStart(12, '0');

const disclosed = [...caseEvents, LogOpened, EventSkipped, PolicyReplaced] as const;

const row = ({ index, pub, presentation }: Recorded<unknown>): DisclosureRow | undefined =>
  pub === null
    ? undefined
    : {
        key: disclosureKey(index),
        index,
        ref: (pub as Partial<PublishedEntry>).case ?? null,
        presentation,
      };

/**
 * What opens the leaves of the public timeline. That a case is no longer public is not told here: it is looked up in the
 * case, since one event would change as many rows as the case has entries.
 */
export const disclosure = defineView<DisclosureRow, (typeof disclosed)[number]>({
  name: 'disclosure',
  version: 1,
  reach: 'public',
  events: disclosed,
  key: ({ index }) => disclosureKey(index),
  on: forEvery(disclosed, (_before: DisclosureRow | undefined, recorded) => row(recorded)),
});
