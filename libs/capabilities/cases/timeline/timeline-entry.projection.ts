import {
  defineView,
  forEvery,
  formatInstant,
  type Day,
  type Localised,
  type MarkReason,
  type Precision,
  type PublicEventOf,
  type PublishedEntry,
  type Recorded,
} from '#kernel';
import { caseEvents, type CaseEvent } from '../case-events.js';

/** `shown` until an entry is withheld, hidden for protection, erased or retracted. */
export type EntryStatus = 'shown' | 'withheld' | 'hidden' | 'erased' | 'retracted';

/** One entry of a case's public timeline. Key: `<ref>/<n>`. Words stand here as they were committed in the event. */
export interface TimelineEntryRow {
  key: string;
  ref: string;
  n: number;
  index: number;
  kind: string;
  date: Day;
  precision: Precision;
  title: Localised;
  text: Localised | null;
  role: Localised | null;
  marks: readonly MarkReason[];
  status: EntryStatus;
  corrects: number | null;
  /** Start of the sealing window, RFC 3339. */
  sealedAt: string;
  type: string;
  leafHash: string;
}

type Fold = (
  row: TimelineEntryRow | undefined,
  recorded: Recorded<PublicEventOf<CaseEvent>>,
) => TimelineEntryRow;

const entry: Fold = (_row, { index, event, pub, sealedAt, leafHash }) => {
  const { case: ref, n, kind, date, precision, title, text, role, marks } = pub as PublishedEntry;
  return {
    key: `${ref}/${String(n)}`,
    ref,
    n,
    index,
    kind,
    date,
    precision: precision ?? 'day',
    title,
    text: text ?? null,
    role: role ?? null,
    marks: marks ?? [],
    status: 'shown',
    corrects: null,
    sealedAt: formatInstant(sealedAt),
    type: event.type,
    leafHash,
  };
};

export const timelineEntry = defineView<TimelineEntryRow, CaseEvent>({
  name: 'timeline_entry',
  version: 2,
  reach: 'public',
  events: caseEvents,
  key: ({ pub }) => `${(pub as PublishedEntry).case}/${String((pub as PublishedEntry).n)}`,
  on: forEvery(caseEvents, entry),
});
