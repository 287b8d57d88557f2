import { neverEvent, type Day, type FoldedEventOf } from '#kernel';
import {
  AllegationRegistered,
  InvestigationClosed,
  InvestigationOpened,
  InvestigationReopened,
} from '#investigation/events';
import {
  committeeEvents,
  type CharterRules,
  type Constituency,
  type MemberRole,
  type MotionSubject,
} from './events.js';

/** Somebody who sits on the committee. */
export interface Member {
  readonly id: string;
  readonly role: MemberRole;
  readonly constituency: Constituency;
  readonly voting: boolean;
  readonly from: Day;
  /** Last day of the term; null: no end was set. */
  readonly until: Day | null;
  readonly title: string;
  /** The name as the roster shows it; null for a protected member. */
  readonly publicName: string | null;
  readonly account: string | null;
  readonly declared: boolean | null;
  readonly conflicted: boolean;
  readonly recused: Recusal;
  /** For whom an alternate was seated. */
  readonly standsIn: readonly { readonly insteadOf: string; readonly allegation: number | null }[];
}

/** From what somebody stands aside. */
export interface Recusal {
  readonly wholeCase: boolean;
  readonly allegations: readonly number[];
}

export interface Meeting {
  readonly meetsOn: Day;
  readonly held: { readonly on: Day; readonly present: readonly string[] } | null;
}

export interface Motion {
  readonly meeting: number;
  readonly subject: MotionSubject;
  readonly allegation: number | null;
  readonly votes: ReadonlyMap<string, 'for' | 'against' | 'abstain'>;
  readonly closed: boolean;
}

/** What the rules need to know of a committee. Meetings and motions are numbered from 1, in their order. */
export interface Committee {
  readonly phase: 'no-case' | 'open' | 'closed';
  readonly charter: {
    readonly version: number;
    readonly hash: string;
    readonly rules: CharterRules;
  } | null;
  readonly constituted: boolean;
  readonly members: ReadonlyMap<string, Member>;
  /** Nominated for a seat and not yet appointed. */
  readonly nominated: ReadonlyMap<string, Constituency>;
  /** Recused from the case, also after their term: they do not come back to it. */
  readonly recusedForGood: ReadonlySet<string>;
  readonly meetings: readonly Meeting[];
  readonly motions: readonly Motion[];
  readonly allegations: number;
}

export const foldedEvents = [
  ...committeeEvents,
  InvestigationOpened,
  InvestigationClosed,
  InvestigationReopened,
  AllegationRegistered,
] as const;
export type FoldedEvent = (typeof foldedEvents)[number];

export const initialState: Committee = {
  phase: 'no-case',
  charter: null,
  constituted: false,
  members: new Map(),
  nominated: new Map(),
  recusedForGood: new Set(),
  meetings: [],
  motions: [],
  allegations: 0,
};

const notRecused: Recusal = { wholeCase: false, allegations: [] };

export function evolve(state: Committee, event: FoldedEventOf<FoldedEvent>): Committee {
  return { ...state, ...changed(state, event) };
}

/** A copy of a map with one entry put or, with null, taken out. */
function put<V>(map: ReadonlyMap<string, V>, key: string, value: V | null): ReadonlyMap<string, V> {
  const copy = new Map(map);
  if (value === null) copy.delete(key);
  else copy.set(key, value);
  return copy;
}

const withMember = (
  { members }: Committee,
  id: string,
  change: (member: Member) => Partial<Member>,
): Partial<Committee> => {
  const member = members.get(id);
  return member ? { members: put(members, id, { ...member, ...change(member) }) } : {};
};

const withMotion = (
  { motions }: Committee,
  number: number,
  change: (motion: Motion) => Partial<Motion>,
): Partial<Committee> => ({
  motions: motions.map((motion, i) =>
    i === number - 1 ? { ...motion, ...change(motion) } : motion,
  ),
});

/** What an event changes. */
function changed(state: Committee, event: FoldedEventOf<FoldedEvent>): Partial<Committee> {
  switch (event.type) {
    case 'investigation.InvestigationOpened':
    case 'investigation.InvestigationReopened':
      return { phase: 'open' };
    case 'investigation.InvestigationClosed':
      return { phase: 'closed' };
    case 'investigation.AllegationRegistered':
      return { allegations: state.allegations + 1 };
    case 'committee.CharterAdopted':
    case 'committee.CharterAmended':
      return { charter: event.data };
    case 'committee.MemberNominated':
      return {
        nominated: put(state.nominated, event.data.memberId, event.data.constituency),
      };
    case 'committee.MemberAppointed':
      return appointed(state, event.data);
    case 'committee.MemberNameCorrected':
      return withMember(state, event.data.memberId, () => ({
        publicName: event.data.publicName ?? null,
      }));
    case 'committee.CommitteeConstituted':
      return { constituted: true };
    case 'committee.MemberTermEnded':
    case 'committee.MemberRemoved':
      return { members: put(state.members, event.data.memberId, null) };
    case 'committee.AlternateSeated': {
      const { memberId, insteadOf, allegation = null } = event.data;
      return withMember(state, memberId, ({ standsIn }) => ({
        standsIn: [...standsIn, { insteadOf, allegation }],
      }));
    }
    case 'committee.InterestDeclared':
      return withMember(state, event.data.memberId, () => ({
        declared: event.data.declared,
        conflicted: false,
      }));
    case 'committee.ConflictAssessed':
      return withMember(state, event.data.memberId, () => ({
        conflicted: event.data.outcome === 'conflicted',
      }));
    case 'committee.MemberRecused':
      return recused(state, event.data.memberId, event.data.allegation);
    case 'committee.MeetingConvened':
      return { meetings: [...state.meetings, { meetsOn: event.data.meetsOn, held: null }] };
    case 'committee.MeetingHeld': {
      const { meeting, on, presentIds } = event.data;
      return {
        meetings: state.meetings.map((one, i) =>
          i === meeting - 1 ? { ...one, held: { on, present: presentIds } } : one,
        ),
      };
    }
    case 'committee.MotionPut': {
      const { meeting, subject, allegation = null } = event.data;
      const motion = { meeting, subject, allegation, votes: new Map(), closed: false };
      return { motions: [...state.motions, motion] };
    }
    case 'committee.VoteRecorded': {
      const { motion, memberId, vote } = event.data;
      return withMotion(state, motion, ({ votes }) => ({ votes: put(votes, memberId, vote) }));
    }
    case 'committee.DecisionCarried':
    case 'committee.DecisionFailed':
      return withMotion(state, event.data.motion, () => ({ closed: true }));
    case 'committee.ObjectionFiled':
      return {};
    default:
      return neverEvent(event);
  }
}

type Appointment = Extract<
  FoldedEventOf<FoldedEvent>,
  { readonly type: 'committee.MemberAppointed' }
>['data'];

/** A member who takes another role keeps what was declared, and stays aside from what was stood aside from. */
function appointed(state: Committee, data: Appointment): Partial<Committee> {
  const { memberId: id, role, constituency, voting, on, until, title, publicName, account } = data;
  const before = state.members.get(id);
  return {
    members: put(state.members, id, {
      id,
      role,
      constituency,
      voting,
      from: on,
      until: until ?? null,
      title: titleOf(title),
      publicName: publicName ?? null,
      account: account ?? before?.account ?? null,
      declared: before?.declared ?? null,
      conflicted: before?.conflicted ?? false,
      recused: before?.recused ?? notRecused,
      standsIn: before?.role === role ? before.standsIn : [],
    }),
    nominated: put(state.nominated, id, null),
  };
}

/** One text for comparing the words of a seat. */
export const titleOf = (title: { readonly zh: string; readonly en: string } | undefined): string =>
  title ? JSON.stringify([title.zh, title.en]) : '';

function recused(state: Committee, id: string, allegation: number | undefined): Partial<Committee> {
  const changes = withMember(state, id, ({ recused: before }) => ({
    recused:
      allegation === undefined
        ? { ...before, wholeCase: true }
        : { ...before, allegations: [...before.allegations, allegation] },
  }));
  return allegation === undefined
    ? { ...changes, recusedForGood: new Set([...state.recusedForGood, id]) }
    : changes;
}

/** Whether somebody stands aside from an allegation; null: from the case as a whole. */
export const standsAside = (
  { recused: { wholeCase, allegations }, conflicted }: Member,
  from: number | null,
): boolean => conflicted || wholeCase || (from !== null && allegations.includes(from));

/** Whether an alternate was seated for an allegation. */
const seatedFor = ({ standsIn }: Member, about: number | null): boolean =>
  standsIn.some(({ allegation }) => allegation === null || allegation === about);

/** Who may vote on something on a day: a vote, a running term, and nothing to stand aside from. */
export function electorate({ members }: Committee, about: number | null, on: Day): Member[] {
  return [...members.values()].filter(
    (member) =>
      (member.voting || (member.role === 'alternate' && seatedFor(member, about))) &&
      (member.until === null || member.until >= on) &&
      !standsAside(member, about),
  );
}

/** How many of them must be there. Without a charter: more than half. */
export function quorumOf({ charter }: Committee, able: number): number {
  const { quorumPercent, leastPresent } = charter?.rules ?? { quorumPercent: 51, leastPresent: 1 };
  return Math.max(leastPresent, Math.ceil((able * quorumPercent) / 100), 1);
}
