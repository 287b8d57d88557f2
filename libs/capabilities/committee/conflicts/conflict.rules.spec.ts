import { describe, it } from '@jest/globals';
import { given } from '../../../../test/language/given.js';
import { committee } from '../committee.decider.js';
import { AssessInterest, DeclareInterest, FileObjection, Recuse } from './conflict.rules.js';
import { ConflictAssessed, InterestDeclared, MemberRecused, ObjectionFiled } from '../events.js';
import {
  allegation,
  closed,
  accountOf,
  idOf,
  meta,
  opened,
  ref,
  self,
  working,
} from '../sample.js';

const on = '2026-03-02';

describe('declaring an interest', () => {
  const declare = (change: object = {}, by = self(2)) =>
    new DeclareInterest({ case: ref, member: idOf(2), declared: false, ...change }, by);

  it('says yes or no and the kind in the open, and seals the words', () => {
    given(committee, ...working)
      .when(declare())
      .then(InterestDeclared({ case: ref, on, memberId: idOf(2), declared: false }));
    given(committee, ...working)
      .when(declare({ declared: true, interest: 'reporting_line', detail: '曾是下属' }))
      .then(
        InterestDeclared({
          ...{ case: ref, on, memberId: idOf(2), declared: true, interest: 'reporting_line' },
          detail: [{ text: '曾是下属' }],
        }),
      );
  });
  it('may be recorded by the secretary', () => {
    given(committee, ...working)
      .when(declare({}, meta('secretary')))
      .then(InterestDeclared({ case: ref, on, memberId: idOf(2), declared: false }));
  });
  it.each([
    ['committee.no-such-case', [], declare()],
    ['committee.case-closed', [...working, closed], declare()],
    ['committee.not-a-member', [opened], declare()],
    ['committee.not-yours', working, declare({}, self(3))],
    ['committee.interest-missing', working, declare({ declared: true })],
    ['committee.day-ahead', working, declare({ on: '2026-03-03' })],
  ])('is refused: %s', (code, past, command) => {
    given(committee, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('assessing an interest', () => {
  const assess = (change: object = {}, by = self(1)) =>
    new AssessInterest(
      { case: ref, member: idOf(2), outcome: 'conflicted', reason: '同组', ...change },
      by,
    );
  const declared = InterestDeclared({
    ...{ case: ref, on, memberId: idOf(2), declared: true, interest: 'friendship' },
  });

  it('is recorded without showing whose it is', () => {
    given(committee, ...working, declared)
      .when(assess())
      .then(
        ConflictAssessed({
          ...{ case: ref, on, memberId: idOf(2), outcome: 'conflicted', assessedBy: accountOf(1) },
          reason: [{ text: '同组' }],
        }),
      );
  });
  it.each([
    ['committee.no-such-case', [], assess()],
    ['committee.nothing-declared', working, assess()],
    ['committee.own-interest', [...working, declared], assess({}, self(2))],
    ['committee.reason-missing', [...working, declared], assess({ reason: '' })],
    ['committee.not-a-member', [opened], assess()],
    ['committee.case-closed', [...working, declared, closed], assess()],
  ])('is refused: %s', (code, past, command) => {
    given(committee, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('standing aside', () => {
  const recuse = (change: object = {}, by = self(2)) =>
    new Recuse({ case: ref, member: idOf(2), reason: '亲属', ...change }, by);
  const recused = MemberRecused({
    ...{ case: ref, on, memberId: idOf(2), reason: [{ text: '亲属' }] },
  });

  it('seals who, from what and why', () => {
    given(committee, ...working)
      .when(recuse())
      .then(recused);
    given(committee, ...working, allegation)
      .when(recuse({ allegation: 1 }))
      .then(MemberRecused({ ...recused.data, allegation: 1 }));
  });
  it('stays quiet for who stands aside already', () => {
    given(committee, ...working, recused)
      .when(recuse())
      .thenNothing();
    given(committee, ...working, allegation, recused)
      .when(recuse({ allegation: 1 }))
      .thenNothing();
  });
  it.each([
    ['committee.no-such-case', [], recuse()],
    ['committee.not-a-member', [opened], recuse()],
    ['committee.not-yours', working, recuse({}, self(3))],
    ['committee.no-such-allegation', working, recuse({ allegation: 1 })],
    ['committee.reason-missing', working, recuse({ reason: '' })],
    ['committee.case-closed', [...working, closed], recuse()],
  ])('is refused: %s', (code, past, command) => {
    given(committee, ...past)
      .when(command)
      .thenRefused(code);
  });
});

describe('an objection', () => {
  const object = (words = '会议没有提前通知', past = self(3)) =>
    new FileObjection({ case: ref, topic: 'meeting', words }, past);

  it('needs no chair, and its words stay sealed', () => {
    given(committee, ...working)
      .when(object())
      .then(
        ObjectionFiled({
          ...{ case: ref, on, topic: 'meeting', by: accountOf(3) },
          words: [{ text: '会议没有提前通知' }],
        }),
      );
  });
  it('is possible in a closed case', () => {
    given(committee, ...working, closed)
      .when(object())
      .then(
        ObjectionFiled({
          ...{ case: ref, on, topic: 'meeting', by: accountOf(3) },
          words: [{ text: '会议没有提前通知' }],
        }),
      );
  });
  it.each([
    ['committee.no-such-case', [], object()],
    ['committee.reason-missing', working, object('')],
  ])('is refused: %s', (code, past, command) => {
    given(committee, ...past)
      .when(command)
      .thenRefused(code);
  });
});
