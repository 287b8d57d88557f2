import {
  boolean,
  caseRef,
  day,
  defineEvent,
  fill,
  integer,
  listOf,
  localised,
  narrative,
  oneOf,
  open,
  optional,
  panel,
  procedure,
  record,
  uuid,
} from '#kernel';
import { motionSubject, vote } from '../words.js';

/** The committee was called together. */
export const MeetingConvened = defineEvent('committee.MeetingConvened', {
  version: 1,
  summary: localised('召集会议', 'A meeting was convened.'),
  fields: {
    case: open(caseRef),
    /** From 1 within the case. */
    meeting: open(integer),
    on: open(day),
    meetsOn: open(day),
    agenda: panel(optional(narrative)),
  },
  entry: ({ meeting, on, meetsOn }) => ({
    kind: 'meeting',
    date: on,
    title: fill(localised('召集第 {meeting} 次会议', 'Meeting {meeting} convened'), { meeting }),
    text: fill(localised('会议定于 {meetsOn}。', 'It is to meet on {meetsOn}.'), { meetsOn }),
  }),
});

/** The committee met. How many were there is public, who is sealed. */
export const MeetingHeld = defineEvent('committee.MeetingHeld', {
  version: 1,
  summary: localised('举行会议', 'A meeting was held.'),
  fields: {
    case: open(caseRef),
    meeting: open(integer),
    on: open(day),
    quorum: open(boolean),
    present: open(integer),
    recused: open(integer),
    presentIds: procedure(listOf(uuid, 100)),
    minutes: panel(optional(narrative)),
  },
  entry: ({ meeting, on, quorum, present, recused }) => ({
    kind: 'meeting',
    date: on,
    title: fill(localised('举行第 {meeting} 次会议', 'Meeting {meeting} held'), { meeting }),
    text: fill(
      quorum
        ? localised(
            '出席有表决权的成员 {present} 人，达到法定人数；回避 {recused} 人。',
            'Voting members present: {present}, a quorum. Recused: {recused}.',
          )
        : localised(
            '出席有表决权的成员 {present} 人，未达到法定人数；回避 {recused} 人。',
            'Voting members present: {present}, no quorum. Recused: {recused}.',
          ),
      { present, recused },
    ),
  }),
});

/** Something was put to the vote of a meeting. */
export const MotionPut = defineEvent('committee.MotionPut', {
  version: 1,
  summary: localised('提请表决', 'A motion was put to the vote.'),
  fields: {
    case: open(caseRef),
    /** From 1 within the case. */
    motion: procedure(integer),
    meeting: procedure(integer),
    subject: procedure(motionSubject),
    allegation: procedure(optional(integer)),
    words: panel(narrative),
  },
});

/** A member voted, or voted anew before the vote was closed. */
export const VoteRecorded = defineEvent('committee.VoteRecorded', {
  version: 1,
  summary: localised('记录表决', 'A member voted.'),
  fields: {
    case: open(caseRef),
    motion: procedure(integer),
    memberId: procedure(uuid),
    vote: procedure(vote),
  },
});

/** Fewer votes than this would show who voted how. */
export const leastShownVotes = 7;

const tally = record({ for: integer, against: integer, abstain: integer });
const decision = {
  case: open(caseRef),
  on: open(day),
  subject: open(motionSubject),
  /** Only where at least seven voted. */
  shownTally: open(optional(tally)),
  motion: procedure(integer),
  tally: procedure(tally),
};

/** A motion was carried. */
export const DecisionCarried = defineEvent('committee.DecisionCarried', {
  version: 1,
  summary: localised('表决通过', 'A motion was carried.'),
  fields: decision,
  entry: ({ on, subject, shownTally }) => ({
    kind: 'decision',
    date: on,
    title: localised('表决通过', 'Decision carried'),
    text: voteText(subject, shownTally),
  }),
});

/** A motion was not carried. */
export const DecisionFailed = defineEvent('committee.DecisionFailed', {
  version: 1,
  summary: localised('表决未通过', 'A motion failed.'),
  fields: { ...decision, reasonClass: open(oneOf('no_majority', 'no_quorum')) },
  entry: ({ on, subject, shownTally, reasonClass }) => ({
    kind: 'decision',
    date: on,
    title:
      reasonClass === 'no_quorum'
        ? localised('表决无效：未达到法定人数', 'Decision failed: no quorum')
        : localised('表决未通过', 'Decision failed'),
    text: voteText(subject, shownTally),
  }),
});

function voteText(
  subject: keyof typeof motionSubject.words,
  shown: { for: number; against: number; abstain: number } | undefined,
) {
  const about = { subject: motionSubject.words[subject] };
  return shown
    ? fill(
        localised(
          '事项：{subject}。赞成 {for}，反对 {against}，弃权 {abstain}。',
          'About: {subject}. For {for}, against {against}, abstained {abstain}.',
        ),
        { ...about, ...shown },
      )
    : fill(localised('事项：{subject}。', 'About: {subject}.'), about);
}
