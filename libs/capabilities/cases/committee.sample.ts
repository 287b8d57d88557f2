import * as committee from '#committee/events';
import { localised } from '#kernel';
import { at, hash, known, reason, ref, secret, words, type EffectsOf } from './sample.js';

const charter = {
  ...at,
  text: words,
  hash,
  rules: {
    leastEmployeeElected: 0,
    leastExternal: 0,
    leastAlternates: 0,
    leastWomenPercent: 0,
    quorumPercent: 50,
    leastPresent: 2,
    majority: 'simple',
    longestTermDays: 0,
    noticeDays: 3,
  },
} as const;
const seated = {
  ...at,
  memberId: known,
  role: 'chair',
  constituency: 'legal',
  voting: true,
  publicName: '林某',
  name: '林某',
  account: secret.id,
} as const;
const hidden = {
  ...at,
  memberId: known,
  role: 'member',
  constituency: 'hr',
  voting: true,
  name: secret.name,
  source: reason,
} as const;
const meeting = { ...at, meeting: 2 } as const;
const decided = {
  ...at,
  subject: 'plan',
  motion: 1,
  tally: { for: 5, against: 1, abstain: 1 },
} as const;
const shownTally = { for: 5, against: 1, abstain: 1 };

export const committeeEffects: EffectsOf<committee.CommitteeEvent> = {
  'committee.CharterAdopted': [
    {
      event: committee.CharterAdopted({ ...charter, version: 1 }),
      entry: {
        kind: 'charter',
        title: 'Charter adopted',
        text: 'The committee adopted its charter (version 1). Its text stands on the page of the charter.',
      },
    },
  ],
  'committee.CharterAmended': [
    {
      event: committee.CharterAmended({
        ...{ ...charter, version: 2, changes: localised('改了人数。', 'The number of seats.') },
      }),
      entry: {
        kind: 'charter',
        title: 'Charter amended (version 2)',
        text: 'What changed: The number of seats.',
      },
    },
  ],
  'committee.MemberNominated': [
    {
      event: committee.MemberNominated({
        ...{ ...at, constituency: 'union', memberId: secret.id, name: secret.name },
      }),
      entry: { kind: 'membership', title: 'A member was nominated', text: 'Seat: union.' },
    },
  ],
  'committee.MemberAppointed': [
    {
      event: committee.MemberAppointed(seated),
      entry: { kind: 'membership', title: '林某 was appointed chair', text: 'Seat: legal.' },
    },
    {
      event: committee.MemberAppointed(hidden),
      entry: {
        kind: 'membership',
        title: 'A protected member was appointed member',
        text: 'Seat: human resources.',
      },
    },
    {
      event: committee.MemberAppointed({
        ...{ ...seated, constituency: 'employee_elected' },
        title: localised('副主任委员', 'deputy chair'),
        chosenBy: {
          electorate: localised('全体员工', 'all employees'),
          ...{ method: 'ballot', on: '2026-03-01', turnoutPercent: 71 },
        },
      }),
      entry: {
        kind: 'membership',
        title: '林某 was appointed deputy chair',
        text: 'Seat: elected by employees. Chosen by all employees by ballot on 2026-03-01.',
      },
    },
  ],
  'committee.MemberNameCorrected': [
    {
      event: committee.MemberNameCorrected({
        ...{ ...at, memberId: known, publicName: '林木', name: '林木' },
      }),
      entry: {
        kind: 'membership',
        title: 'The name of a member was corrected',
        text: 'Now written: 林木.',
      },
    },
    {
      event: committee.MemberNameCorrected({
        ...at,
        memberId: known,
        name: secret.name,
        source: reason,
      }),
      entry: {
        kind: 'membership',
        title: 'The name of a member was corrected',
        text: 'Now written: A protected member.',
      },
    },
  ],
  'committee.CommitteeConstituted': [
    {
      event: committee.CommitteeConstituted({
        ...{ ...at, charterVersion: 3, charterHash: hash, members: 3, women: 2 },
        seats: [
          { constituency: 'legal', members: 1 },
          { constituency: 'external_expert', members: 2 },
        ],
      }),
      entry: {
        kind: 'committee',
        title: 'Committee constituted',
        text: 'Constituted under version 3 of the charter. Seats: legal 1, external expert 2.',
      },
    },
  ],
  'committee.MemberTermEnded': [
    {
      event: committee.MemberTermEnded({
        ...{ ...at, memberId: known, reasonClass: 'resigned', publicName: '林某' },
      }),
      entry: {
        kind: 'membership',
        title: '林某 left the committee',
        text: 'Reason: the member resigned.',
      },
    },
  ],
  'committee.MemberRemoved': [
    {
      event: committee.MemberRemoved({ ...at, memberId: known, reasonClass: 'absence', reason }),
      entry: {
        kind: 'membership',
        title: 'A protected member was removed from the committee',
        text: 'Reason: long absence.',
      },
    },
  ],
  'committee.AlternateSeated': [
    {
      event: committee.AlternateSeated({
        ...{ ...at, memberId: known, publicName: '林某', insteadOf: secret.id, allegation: 1 },
      }),
      entry: {
        kind: 'membership',
        title: 'An alternate was seated',
        text: 'Seated: 林某.',
      },
    },
  ],
  'committee.InterestDeclared': [
    {
      event: committee.InterestDeclared({ ...at, memberId: known, declared: false }),
      entry: { kind: 'interest', title: 'A member declared to have no interest' },
    },
    {
      event: committee.InterestDeclared({
        ...{ ...at, memberId: known, declared: true, interest: 'kinship', detail: reason },
      }),
      entry: { kind: 'interest', title: 'A member declared an interest', text: 'Kind: kinship.' },
    },
  ],
  'committee.ConflictAssessed': [
    {
      event: committee.ConflictAssessed({
        ...{ ...at, memberId: secret.id, outcome: 'conflicted', assessedBy: secret.id, reason },
      }),
      entry: { kind: 'interest', title: 'A declared interest was assessed' },
    },
  ],
  'committee.MemberRecused': [
    {
      event: committee.MemberRecused({ ...at, memberId: secret.id, allegation: 1, reason }),
      entry: { kind: 'recusal', title: 'One member recused' },
    },
  ],
  'committee.ObjectionFiled': [
    {
      event: committee.ObjectionFiled({ ...at, topic: 'delay', by: secret.id, words: reason }),
      entry: { kind: 'objection', title: 'An objection was filed', text: 'About: delay.' },
    },
  ],
  'committee.MeetingConvened': [
    {
      event: committee.MeetingConvened({ ...meeting, meetsOn: '2026-03-09', agenda: reason }),
      entry: {
        kind: 'meeting',
        title: 'Meeting 2 convened',
        text: 'It is to meet on 2026-03-09.',
      },
    },
  ],
  'committee.MeetingHeld': [
    {
      event: committee.MeetingHeld({
        ...{ ...meeting, quorum: true, present: 3, recused: 1, presentIds: [secret.id] },
        minutes: reason,
      }),
      entry: {
        kind: 'meeting',
        title: 'Meeting 2 held',
        text: 'Voting members present: 3, a quorum. Recused: 1.',
      },
    },
    {
      event: committee.MeetingHeld({
        ...{ ...meeting, quorum: false, present: 1, recused: 0, presentIds: [secret.id] },
      }),
      entry: {
        kind: 'meeting',
        title: 'Meeting 2 held',
        text: 'Voting members present: 1, no quorum. Recused: 0.',
      },
    },
  ],
  'committee.MotionPut': [
    {
      event: committee.MotionPut({
        ...{ case: ref, motion: 1, meeting: 2, subject: 'finding', words: reason },
      }),
      entry: null,
    },
  ],
  'committee.VoteRecorded': [
    {
      event: committee.VoteRecorded({ case: ref, motion: 1, memberId: secret.id, vote: 'for' }),
      entry: null,
    },
  ],
  'committee.DecisionCarried': [
    {
      event: committee.DecisionCarried(decided),
      entry: {
        kind: 'decision',
        title: 'Decision carried',
        text: 'About: the plan of the investigation.',
      },
    },
    {
      event: committee.DecisionCarried({ ...decided, shownTally }),
      entry: {
        kind: 'decision',
        title: 'Decision carried',
        text: 'About: the plan of the investigation. For 5, against 1, abstained 1.',
      },
    },
  ],
  'committee.DecisionFailed': [
    {
      event: committee.DecisionFailed({ ...decided, reasonClass: 'no_majority', shownTally }),
      entry: {
        kind: 'decision',
        title: 'Decision failed',
        text: 'About: the plan of the investigation. For 5, against 1, abstained 1.',
      },
    },
    {
      event: committee.DecisionFailed({ ...decided, reasonClass: 'no_quorum' }),
      entry: {
        kind: 'decision',
        title: 'Decision failed: no quorum',
        text: 'About: the plan of the investigation.',
      },
    },
  ],
};
