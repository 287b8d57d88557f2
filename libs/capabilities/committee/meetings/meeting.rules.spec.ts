import { describe, it } from '@jest/globals';
import { given } from '../../../../test/language/given.js';
import { committee } from '../committee.decider.js';
import {
  AlternateSeated,
  ConflictAssessed,
  DecisionCarried,
  DecisionFailed,
  MeetingConvened,
  MeetingHeld,
  MotionPut,
  VoteRecorded,
} from '../events.js';
import { CastVote, CloseVote, ConveneMeeting, HoldMeeting, PutMotion } from './meeting.rules.js';
import {
  recused,
  allegation,
  closed,
  accountOf,
  charter,
  constituted,
  convened,
  held,
  idOf,
  member,
  members,
  meta,
  opened,
  ref,
  self,
  working,
} from '../sample.js';

const on = '2026-03-02';
const seated = (alternate: number, insteadOf: number) =>
  AlternateSeated({
    ...{ case: ref, on: '2026-02-13', memberId: idOf(alternate), insteadOf: idOf(insteadOf) },
  });

describe('convening a meeting', () => {
  const convene = (change: object = {}) =>
    new ConveneMeeting({ case: ref, meetsOn: '2026-03-05', ...change }, meta());

  it('numbers it and says when', () => {
    given(committee, ...working)
      .when(convene({ agenda: '讨论方案' }))
      .then(
        MeetingConvened({
          ...{ case: ref, meeting: 1, on, meetsOn: '2026-03-05', agenda: [{ text: '讨论方案' }] },
        }),
      );
    given(committee, ...working, convened)
      .when(convene())
      .then(MeetingConvened({ case: ref, meeting: 2, on, meetsOn: '2026-03-05' }));
  });
  it.each([
    ['committee.no-such-case', [], convene()],
    ['committee.not-constituted', [opened, charter(), ...members], convene()],
    ['committee.case-closed', [...working, closed], convene()],
    ['committee.notice-too-short', working, convene({ meetsOn: '2026-03-04' })],
    ['committee.day-ahead', working, convene({ on: '2026-03-03' })],
  ])('is refused: %s', (code, past, command) => {
    given(committee, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('holding a meeting', () => {
  const hold = (present: readonly number[], change: object = {}) =>
    new HoldMeeting({ case: ref, meeting: 1, present: present.map(idOf), ...change }, meta());
  const was = (present: readonly number[], quorum: boolean, voting: number, aside = 0) =>
    MeetingHeld({
      ...{ case: ref, meeting: 1, on, quorum, present: voting, recused: aside },
      presentIds: present.map(idOf),
    });

  it('counts a quorum of those who may vote', () => {
    given(committee, ...working, convened)
      .when(hold([1, 2, 3]))
      .then(was([1, 2, 3], true, 3));
    given(committee, ...working, convened)
      .when(hold([1, 2]))
      .then(was([1, 2], false, 2));
  });
  it('counts neither an alternate without a place nor who stands aside', () => {
    given(committee, ...working, convened)
      .when(hold([1, 2, 5]))
      .then(was([1, 2, 5], false, 2));
    given(committee, ...working, recused(2), convened)
      .when(hold([1, 2, 3]))
      .then(was([1, 2, 3], true, 2, 1));
  });
  it('counts an alternate that was seated, and everybody once', () => {
    given(committee, ...working, recused(2), seated(5, 2), convened)
      .when(hold([1, 1, 5, 3]))
      .then(was([1, 5, 3], true, 3, 1));
  });
  it('counts nobody whose term is over', () => {
    const over = [
      opened,
      charter(),
      member(1, 'chair', 'legal'),
      member(2, 'member', 'hr', { until: '2026-03-01' }),
      constituted,
      convened,
    ];
    given(committee, ...over)
      .when(hold([1, 2]))
      .then(was([1, 2], false, 1));
  });
  it.each([
    ['committee.no-such-case', [], hold([1])],
    ['committee.not-constituted', [opened], hold([1])],
    ['committee.no-such-meeting', working, hold([1])],
    ['committee.meeting-held', [...working, convened, held(1, 2)], hold([1])],
    ['committee.not-a-member', [...working, convened], hold([1, 6])],
    ['committee.day-ahead', [...working, convened], hold([1], { on: '2026-03-03' })],
  ])('is refused: %s', (code, past, command) => {
    given(committee, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('putting a motion', () => {
  const put = (change: object = {}) =>
    new PutMotion({ case: ref, meeting: 1, subject: 'plan', words: '通过方案', ...change }, meta());
  const met = [...working, convened, held(1, 2, 3)];

  it('numbers it, and seals what it is about', () => {
    given(committee, ...met)
      .when(put())
      .then(
        MotionPut({
          ...{ case: ref, motion: 1, meeting: 1, subject: 'plan', words: [{ text: '通过方案' }] },
        }),
      );
  });
  it.each([
    ['committee.no-such-case', [], put()],
    ['committee.no-such-meeting', working, put()],
    ['committee.meeting-not-held', [...working, convened], put()],
    ['committee.no-such-allegation', met, put({ allegation: 1 })],
    ['committee.reason-missing', met, put({ words: ' ' })],
    ['committee.case-closed', [...met, closed], put()],
  ])('is refused: %s', (code, past, command) => {
    given(committee, ...past)
      .when(command)
      .thenRefused(code);
  });
});

const motion = (about?: number) =>
  MotionPut({
    ...{ case: ref, motion: 1, meeting: 1, subject: 'finding', words: [{ text: 'Sealed.' }] },
    ...(about !== undefined && { allegation: about }),
  });
const voted = (n: number, vote: 'for' | 'against' | 'abstain') =>
  VoteRecorded({ case: ref, motion: 1, memberId: idOf(n), vote });
const tally = (yes: number, no: number, abstain: number) => ({ for: yes, against: no, abstain });
const decided = (yes: number, no: number, abstain: number) => ({
  ...({ case: ref, on: '2026-02-20', subject: 'finding', motion: 1 } as const),
  tally: tally(yes, no, abstain),
});

describe('voting', () => {
  const cast = (n: number, by = self(n)) =>
    new CastVote({ case: ref, motion: 1, member: idOf(n), vote: 'for' }, by);
  const ready = [...working, allegation, convened, held(1, 2, 3, 5), motion(1)];

  it('is recorded for the member, by the member or the secretary', () => {
    given(committee, ...ready)
      .when(cast(2))
      .then(voted(2, 'for'));
    given(committee, ...ready)
      .when(cast(2, meta('secretary')))
      .then(voted(2, 'for'));
  });
  it('may be changed until the vote is closed, and stays quiet when it is not', () => {
    given(committee, ...ready, voted(2, 'against'))
      .when(cast(2))
      .then(voted(2, 'for'));
    given(committee, ...ready, voted(2, 'for'))
      .when(cast(2))
      .thenNothing();
  });
  it('is for an alternate where it was seated', () => {
    given(
      committee,
      ...working,
      allegation,
      recused(2, 1),
      seated(5, 2),
      convened,
      held(1, 5),
      motion(1),
    )
      .when(cast(5))
      .then(voted(5, 'for'));
  });
  const conflicted = ConflictAssessed({
    ...{ case: ref, on, memberId: idOf(2), outcome: 'conflicted', assessedBy: accountOf(1) },
    reason: [{ text: 'Sealed.' }],
  });
  it.each([
    ['committee.no-such-case', [], cast(2)],
    ['committee.no-such-motion', [...working, convened, held(1, 2)], cast(2)],
    ['committee.not-a-member', ready, cast(6)],
    ['committee.not-yours', ready, cast(2, self(3))],
    ['committee.not-yours', ready, cast(2, meta('chair'))],
    ['committee.recused', [...ready, recused(2, 1)], cast(2)],
    ['committee.recused', [...ready, recused(2)], cast(2)],
    ['committee.recused', [...ready, conflicted], cast(2)],
    ['committee.not-voting', ready, cast(5)],
    ['committee.not-present', ready, cast(4)],
    ['committee.vote-closed', [...ready, DecisionCarried(decided(1, 0, 0))], cast(2)],
    ['committee.case-closed', [...ready, closed], cast(2)],
  ])('is refused: %s', (code, past, command) => {
    given(committee, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('closing a vote', () => {
  const close = new CloseVote({ case: ref, motion: 1 }, meta());
  const ready = [...working, allegation, convened, held(1, 2, 3, 4), motion(1)];

  it('carries with more votes for than against, by a quorum', () => {
    given(committee, ...ready, voted(1, 'for'), voted(2, 'for'), voted(3, 'against'))
      .when(close)
      .then(DecisionCarried(decided(2, 1, 0)));
  });
  it('fails on a tie', () => {
    given(committee, ...ready, voted(1, 'for'), voted(2, 'against'), voted(3, 'abstain'))
      .when(close)
      .then(DecisionFailed({ ...decided(1, 1, 1), reasonClass: 'no_majority' }));
  });
  it('fails without a quorum', () => {
    given(committee, ...ready, voted(1, 'for'), voted(2, 'for'))
      .when(close)
      .then(DecisionFailed({ ...decided(2, 0, 0), reasonClass: 'no_quorum' }));
  });
  it('does not count a vote whose voter stands aside since, which can cost the quorum', () => {
    const votes = [voted(1, 'for'), voted(2, 'for')];
    given(committee, ...ready, ...votes, voted(3, 'for'), recused(2, 1))
      .when(close)
      .then(DecisionCarried(decided(2, 0, 0)));
    given(committee, ...ready, ...votes, recused(2, 1))
      .when(close)
      .then(DecisionFailed({ ...decided(1, 0, 0), reasonClass: 'no_quorum' }));
  });
  it('needs two thirds where the charter says so', () => {
    const strict = [
      opened,
      charter({ majority: 'two_thirds' }),
      ...members,
      constituted,
      convened,
      held(1, 2, 3, 4),
      motion(),
    ];
    given(committee, ...strict, voted(1, 'for'), voted(2, 'for'), voted(3, 'against'))
      .when(close)
      .then(DecisionCarried(decided(2, 1, 0)));
    given(
      committee,
      ...strict,
      ...[voted(1, 'for'), voted(2, 'for'), voted(3, 'against'), voted(4, 'against')],
    )
      .when(close)
      .then(DecisionFailed({ ...decided(2, 2, 0), reasonClass: 'no_majority' }));
  });
  it('shows the tally from seven votes on', () => {
    const seven = [1, 2, 3, 4, 5, 6, 7];
    const large = [
      opened,
      charter({ quorumPercent: 50 }),
      ...seven.map((n) => member(n, n === 1 ? 'chair' : 'member', 'other')),
      constituted,
      convened,
      held(...seven),
      motion(),
    ];
    const votes = seven.map((n) => voted(n, n < 6 ? 'for' : 'against'));
    given(committee, ...large, ...votes)
      .when(close)
      .then(DecisionCarried({ ...decided(5, 2, 0), shownTally: tally(5, 2, 0) }));
    given(committee, ...large, ...votes.slice(1))
      .when(close)
      .then(DecisionCarried(decided(4, 2, 0)));
  });
  it('stays quiet when it is closed', () => {
    given(committee, ...ready, DecisionCarried(decided(2, 1, 0)))
      .when(close)
      .thenNothing();
  });
  it.each([
    ['committee.no-such-case', []],
    ['committee.no-such-motion', working],
    ['committee.not-constituted', [opened]],
    ['committee.case-closed', [...ready, closed]],
  ])('is refused: %s', (code, past) => {
    given(committee, ...past)
      .when(close)
      .thenRefused(code);
  });
});
