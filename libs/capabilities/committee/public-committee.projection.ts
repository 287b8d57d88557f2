import { defineView, type Day } from '#kernel';
import {
  CharterAdopted,
  CharterAmended,
  CommitteeConstituted,
  InterestDeclared,
  MeetingHeld,
  MemberRecused,
  ObjectionFiled,
} from './events.js';

/** What a committee did, in days and counts that its entries say too. Key: the ref of the case. */
export interface PublicCommitteeRow {
  key: string;
  constitutedOn: Day | null;
  /** The charter in force. */
  charterVersion: number | null;
  /** How often an entry says that one member was recused. */
  recusals: number;
  /** Declarations of interests, and those among them that declared one. */
  declarations: number;
  interests: number;
  meetings: number;
  objections: number;
}

const committeeOf = (
  row: PublicCommitteeRow | undefined,
  ref: string,
  change: (row: PublicCommitteeRow) => Partial<PublicCommitteeRow>,
): PublicCommitteeRow => {
  const before = row ?? {
    key: ref,
    constitutedOn: null,
    charterVersion: null,
    recusals: 0,
    declarations: 0,
    interests: 0,
    meetings: 0,
    objections: 0,
  };
  return { ...before, ...change(before) };
};

const committeeEvents = [
  CharterAdopted,
  CharterAmended,
  CommitteeConstituted,
  InterestDeclared,
  MemberRecused,
  MeetingHeld,
  ObjectionFiled,
] as const;

export const publicCommittee = defineView<PublicCommitteeRow, (typeof committeeEvents)[number]>({
  name: 'public_committee',
  version: 1,
  reach: 'public',
  events: committeeEvents,
  key: ({ event }) => event.data.case,
  on: {
    'committee.CharterAdopted': (row, { event: { data } }) =>
      committeeOf(row, data.case, () => ({ charterVersion: data.version })),
    'committee.CharterAmended': (row, { event: { data } }) =>
      committeeOf(row, data.case, () => ({ charterVersion: data.version })),
    'committee.CommitteeConstituted': (row, { event: { data } }) =>
      committeeOf(row, data.case, () => ({ constitutedOn: data.on })),
    'committee.MemberRecused': (row, { event: { data } }) =>
      committeeOf(row, data.case, ({ recusals }) => ({ recusals: recusals + 1 })),
    'committee.InterestDeclared': (row, { event: { data } }) =>
      committeeOf(row, data.case, ({ declarations, interests }) => ({
        declarations: declarations + 1,
        interests: interests + (data.declared ? 1 : 0),
      })),
    'committee.MeetingHeld': (row, { event: { data } }) =>
      committeeOf(row, data.case, ({ meetings }) => ({ meetings: meetings + 1 })),
    'committee.ObjectionFiled': (row, { event: { data } }) =>
      committeeOf(row, data.case, ({ objections }) => ({ objections: objections + 1 })),
  },
});
