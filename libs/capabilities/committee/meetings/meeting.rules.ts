import {
  daysBetween,
  caseRef,
  day,
  defineCommand,
  integer,
  integerIn,
  listOf,
  localised,
  narrate,
  noted,
  optional,
  text,
  uuid,
  type EventOf,
  type Rules,
  dayOrToday,
  mentions,
} from '#kernel';
import { allegationOf, onDay, own, sitting, working, written, memberId } from '../asked.js';
import { refused } from '../committee.refusals.js';
import {
  electorate,
  quorumOf,
  standsAside,
  type Committee,
  type Meeting,
  type Motion,
} from '../committee.state.js';
import {
  DecisionCarried,
  DecisionFailed,
  leastShownVotes,
  MeetingConvened,
  MeetingHeld,
  MotionPut,
  motionSubject,
  vote,
  VoteRecorded,
  type CommitteeEvent,
} from '../events.js';

const number = noted('Number of the meeting, from 1.', integer);
const motionNumber = noted('Number of the motion, from 1.', integer);

export class ConveneMeeting extends defineCommand('committee.ConveneMeeting', {
  summary: localised('召集会议。', 'Convenes a meeting.'),
  input: {
    case: caseRef,
    meetsOn: noted('Day of the meeting; public.', day),
    agenda: noted('Sealed.', optional(text)),
    mentions,
    on: dayOrToday,
  },
}) {}

export class HoldMeeting extends defineCommand('committee.HoldMeeting', {
  summary: localised('记录会议举行。', 'Records that a meeting was held.'),
  input: {
    case: caseRef,
    meeting: number,
    present: noted('Ids of the members who were there; sealed.', listOf(uuid, 100)),
    minutes: noted('Sealed.', optional(text)),
    mentions,
    on: dayOrToday,
  },
}) {}

export class PutMotion extends defineCommand('committee.PutMotion', {
  summary: localised('提请表决。', 'Puts a motion to the vote of a meeting.'),
  input: {
    case: caseRef,
    meeting: number,
    subject: motionSubject,
    allegation: noted(
      'Sealed. The allegation that it is about, if it is.',
      optional(integerIn(1, 10_000)),
    ),
    words: noted('Sealed.', text),
    mentions,
  },
}) {}

export class CastVote extends defineCommand('committee.CastVote', {
  summary: localised('表决。', 'Votes on a motion.'),
  input: { case: caseRef, motion: motionNumber, member: memberId, vote: noted('Sealed.', vote) },
}) {}

export class CloseVote extends defineCommand('committee.CloseVote', {
  summary: localised(
    '结束表决并得出结果。',
    'Closes the vote on a motion, which is carried or fails.',
  ),
  input: { case: caseRef, motion: motionNumber },
}) {}

export const meetingCommands = [
  ConveneMeeting,
  HoldMeeting,
  PutMotion,
  CastVote,
  CloseVote,
] as const;
export type MeetingCommand = InstanceType<(typeof meetingCommands)[number]>;

function constituted(state: Committee): Committee {
  if (!working(state).constituted) throw refused('committee.not-constituted', ['case']);
  return state;
}

function meetingOf({ meetings }: Committee, asked: number): Meeting {
  const meeting = meetings[asked - 1];
  if (!meeting) throw refused('committee.no-such-meeting', ['meeting']);
  return meeting;
}

/** A motion, and the meeting that it was put to. */
function motionOf(
  state: Committee,
  asked: number,
): { motion: Motion; held: NonNullable<Meeting['held']> } {
  const motion = state.motions[asked - 1];
  const held = motion && state.meetings[motion.meeting - 1]?.held;
  if (!motion || !held) throw refused('committee.no-such-motion', ['motion']);
  return { motion, held };
}

export const meetingRules: Rules<MeetingCommand, Committee, EventOf<CommitteeEvent>> = {
  ConveneMeeting({ data: { case: ref, meetsOn, agenda, mentions: names, on } }, state, context) {
    const { charter, meetings } = constituted(state);
    const day = onDay(on, context);
    const days = charter?.rules.noticeDays ?? 0;
    if (daysBetween(day, meetsOn) < days)
      throw refused('committee.notice-too-short', ['meetsOn'], { days });
    return [
      MeetingConvened({
        case: ref,
        meeting: meetings.length + 1,
        on: day,
        meetsOn,
        agenda: agenda ? narrate(agenda, names) : undefined,
      }),
    ];
  },

  HoldMeeting({ data }, state, context) {
    const { case: ref, meeting, present, minutes, mentions: names } = data;
    const committee = constituted(state);
    const { held } = meetingOf(committee, meeting);
    if (held) throw refused('committee.meeting-held', ['meeting']);
    const on = onDay(data.on, context);
    const there = [...new Set(present)].map((id) => sitting(committee, id, 'present'));
    const able = electorate(committee, null, on);
    const voting = there.filter((member) => able.includes(member)).length;
    return [
      MeetingHeld({
        case: ref,
        meeting,
        on,
        quorum: voting >= quorumOf(committee, able.length),
        present: voting,
        recused: [...committee.members.values()].filter((member) => standsAside(member, null))
          .length,
        presentIds: there.map(({ id }) => id),
        minutes: minutes ? narrate(minutes, names) : undefined,
      }),
    ];
  },

  PutMotion({ data }, state) {
    const { case: ref, meeting, subject, allegation, words, mentions: names } = data;
    const committee = constituted(state);
    if (!meetingOf(committee, meeting).held)
      throw refused('committee.meeting-not-held', ['meeting']);
    return [
      MotionPut({
        case: ref,
        motion: committee.motions.length + 1,
        meeting,
        subject,
        allegation: allegationOf(committee, allegation) ?? undefined,
        words: written(words, 'words', names),
      }),
    ];
  },

  CastVote({ data: { case: ref, motion: asked, member, vote: choice }, meta }, state) {
    const committee = constituted(state);
    const { motion, held } = motionOf(committee, asked);
    const who = sitting(committee, member);
    own(who, meta.actor);
    if (motion.closed) throw refused('committee.vote-closed', ['motion']);
    if (standsAside(who, motion.allegation)) throw refused('committee.recused', ['member']);
    if (!electorate(committee, motion.allegation, held.on).includes(who))
      throw refused('committee.not-voting', ['member']);
    if (!held.present.includes(member)) throw refused('committee.not-present', ['member']);
    if (motion.votes.get(member) === choice) return [];
    return [VoteRecorded({ case: ref, motion: asked, memberId: member, vote: choice })];
  },

  CloseVote({ data: { case: ref, motion: asked } }, state) {
    const committee = constituted(state);
    const { motion, held } = motionOf(committee, asked);
    if (motion.closed) return [];
    // Who stands aside by now is not counted, also when the vote came first.
    const able = electorate(committee, motion.allegation, held.on);
    const cast = able.flatMap(({ id }) => motion.votes.get(id) ?? []);
    const count = (choice: 'for' | 'against' | 'abstain') =>
      cast.filter((one) => one === choice).length;
    const tally = { for: count('for'), against: count('against'), abstain: count('abstain') };
    const decided = {
      case: ref,
      on: held.on,
      subject: motion.subject,
      shownTally: cast.length >= leastShownVotes ? tally : undefined,
      motion: asked,
      tally,
    };
    if (cast.length < quorumOf(committee, able.length))
      return [DecisionFailed({ ...decided, reasonClass: 'no_quorum' })];
    const twoThirds = committee.charter?.rules.majority === 'two_thirds';
    const carried = twoThirds
      ? tally.for >= 2 * tally.against && tally.for > 0
      : tally.for > tally.against;
    return carried
      ? [DecisionCarried(decided)]
      : [DecisionFailed({ ...decided, reasonClass: 'no_majority' })];
  },
};
