import { defineView, type Day, type Localised, type PublicEventOf, type Recorded } from '#kernel';
import {
  AlternateSeated,
  MemberAppointed,
  MemberNameCorrected,
  MemberRemoved,
  MemberTermEnded,
  type Constituency,
  type MemberRole,
} from '../events.js';

type Appointed = PublicEventOf<typeof MemberAppointed>['data'];

/** One role on one seat, from a day on; to the same day where it was changed on the day itself. */
export interface Term {
  /** Leaf index of the appointment: the order of terms that begin on one day. */
  readonly index: number;
  readonly role: MemberRole;
  readonly seat: Constituency;
  readonly voting: boolean;
  readonly title: Localised | null;
  readonly from: Day;
  /** Null while it runs. */
  readonly to: Day | null;
  /** The last day for which the member was appointed. */
  readonly until: Day | null;
  readonly chosenBy: NonNullable<Appointed['chosenBy']> | null;
  /** Since when an alternate sits in the place of another. For whom is sealed. */
  readonly seatedOn: Day | null;
}

/** A member of a committee as anyone may read it. Key: `<ref>/<memberId>`. */
export interface PublicMemberRow {
  key: string;
  ref: string;
  memberId: string;
  /** Null for a protected member. */
  name: string | null;
  /** Oldest first; the last one runs while its `to` is null. */
  terms: readonly Term[];
}

/** One term of a member, as anyone reads it. */
export interface MemberTerm extends Pick<Term, 'role' | 'seat' | 'from' | 'to'> {
  /** The member's; later terms of the same member end in -2, -3 and so on. */
  readonly id: string;
  readonly name: string | null;
}

/** One entry a term, in the order in which terms began. */
export function membersOf(
  roster: readonly Pick<PublicMemberRow, 'memberId' | 'name' | 'terms'>[],
): MemberTerm[] {
  return roster
    .flatMap(({ memberId, name, terms }) =>
      terms.map((term, at) => ({
        term,
        name: name ?? null,
        id: at === 0 ? memberId : `${memberId}-${String(at + 1)}`,
      })),
    )
    .sort(({ term: a }, { term: b }) =>
      a.from === b.from ? a.index - b.index : a.from < b.from ? -1 : 1,
    )
    .map(({ id, name, term: { role, seat, from, to } }) => ({ id, name, role, seat, from, to }));
}

const termOf = (data: Appointed, index: number): Term => ({
  index,
  role: data.role,
  seat: data.constituency,
  voting: data.voting,
  title: data.title ?? null,
  from: data.on,
  to: null,
  until: data.until ?? null,
  chosenBy: data.chosenBy ?? null,
  seatedOn: null,
});

/** The terms with the running one changed; the same terms where none runs. */
const running = (terms: readonly Term[], change: (term: Term) => Partial<Term>): readonly Term[] =>
  terms.map((term, at) =>
    at === terms.length - 1 && term.to === null ? { ...term, ...change(term) } : term,
  );

/** Another role or seat ends the running term that day; the same ones go on under what was newly said of them. */
function appointed(terms: readonly Term[], next: Term): readonly Term[] {
  const last = terms.at(-1);
  if (last?.to === null && last.role === next.role && last.seat === next.seat) {
    const { from, seatedOn, index } = last;
    return running(terms, () => ({ ...next, from, seatedOn, index }));
  }
  return [...running(terms, () => ({ to: next.from })), next];
}

const ended = (
  row: PublicMemberRow | undefined,
  { event: { data } }: Recorded<{ readonly data: { readonly on: Day } }>,
): PublicMemberRow | undefined =>
  row && { ...row, terms: running(row.terms, () => ({ to: data.on })) };

const rosterEvents = [
  MemberAppointed,
  MemberNameCorrected,
  MemberTermEnded,
  MemberRemoved,
  AlternateSeated,
] as const;

/** Who sits and sat on the committee of a case. Who stands aside is sealed, and nothing here can tell it. */
export const publicRoster = defineView<PublicMemberRow, (typeof rosterEvents)[number]>({
  name: 'public_roster',
  version: 1,
  reach: 'public',
  events: rosterEvents,
  key: ({ event: { data } }) => `${data.case}/${data.memberId}`,
  on: {
    'committee.MemberAppointed': (row, { index, event: { data } }) => ({
      key: `${data.case}/${data.memberId}`,
      ref: data.case,
      memberId: data.memberId,
      name: data.publicName ?? null,
      terms: appointed(row?.terms ?? [], termOf(data, index)),
    }),
    'committee.MemberNameCorrected': (row, { event: { data } }) =>
      row && { ...row, name: data.publicName ?? null },
    'committee.MemberTermEnded': ended,
    'committee.MemberRemoved': ended,
    'committee.AlternateSeated': (row, { event: { data } }) =>
      row && {
        ...row,
        terms: running(row.terms, ({ seatedOn }) => ({ seatedOn: seatedOn ?? data.on })),
      },
  },
});
