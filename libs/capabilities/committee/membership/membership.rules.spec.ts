import { describe, expect, it } from '@jest/globals';
import { localised, Refused } from '#kernel';
import { refuses, context, given } from '../../../../test/language/given.js';
import { committee } from '../committee.decider.js';
import {
  AlternateSeated,
  CommitteeConstituted,
  MemberRemoved,
  MemberTermEnded,
} from '../events.js';
import { ConstituteCommittee, EndTerm, Remove, SeatAlternate } from '../committee.commands.js';
import {
  recused,
  closed,
  charter,
  constituted,
  idOf,
  member,
  members,
  meta,
  opened,
  personOf,
  ref,
  working,
} from '../sample.js';

const on = '2026-03-02';

describe('constituting the committee', () => {
  const constitute = (women?: number) =>
    new ConstituteCommittee({ case: ref, ...(women !== undefined && { women }) }, meta());
  const all = [opened, charter(), ...members];

  it('names the charter and the seats', () => {
    const { data } = constituted;
    given(committee, ...all)
      .when(constitute())
      .then(CommitteeConstituted({ ...data, on }));
  });
  it('counts the share that the chair attests', () => {
    given(committee, opened, charter({ leastWomenPercent: 50 }), ...members)
      .when(constitute(2))
      .then(CommitteeConstituted({ ...constituted.data, on, women: 2 }));
  });
  it('stays quiet when it is constituted', () => {
    given(committee, ...working)
      .when(constitute())
      .thenNothing();
  });
  const without = (n: number) => members.filter(({ data }) => data.memberId !== idOf(n));
  const share = charter({ leastWomenPercent: 50 });
  refuses(
    committee,
    ['committee.no-such-case', [], constitute()],
    ['committee.case-closed', [...all, closed], constitute()],
    ['committee.no-charter', [opened, ...members], constitute()],
    ['committee.no-chair', [opened, charter(), ...without(1)], constitute()],
    ['committee.too-few-employee-elected', [opened, charter(), ...without(3)], constitute()],
    ['committee.too-few-external', [opened, charter(), ...without(4)], constitute()],
    [
      'committee.seats-not-filled',
      [opened, charter({ leastEmployeeElected: 1 }), ...without(3)],
      constitute(),
    ],
    ['committee.too-few-alternates', [opened, charter(), ...without(5)], constitute()],
    ['committee.share-not-met', [opened, share, ...members], constitute()],
    ['committee.share-not-met', [opened, share, ...members], constitute(1)],
  );
  it('says the numbers of the rule that is not met', () => {
    const state = [opened, charter(), ...without(3)].reduce(
      (before, event) => committee.evolve(before, event as never),
      committee.initialState,
    );
    const refuse = () => committee.decide(constitute(), state, context);
    expect(refuse).toThrow(Refused);
    try {
      refuse();
    } catch (error) {
      expect((error as Refused).values).toEqual({ least: 2, now: 1 });
    }
  });
  it('names the empty seats in both languages', () => {
    const past = [opened, charter({ leastEmployeeElected: 1 }), ...without(3)];
    const state = past.reduce(
      (before, event) => committee.evolve(before, event as never),
      committee.initialState,
    );
    try {
      committee.decide(constitute(), state, context);
    } catch (error) {
      expect((error as Refused).values).toEqual({
        missing: localised('员工选举 1 个', 'elected by employees 1'),
      });
    }
    expect.assertions(1);
  });
});

describe('the end of a term', () => {
  const end = (n: number, change: object = {}) =>
    new EndTerm({ case: ref, member: idOf(n), reasonClass: 'resigned', ...change }, meta());
  const remove = (n: number, change: object = {}) =>
    new Remove(
      { case: ref, member: idOf(n), reasonClass: 'absence', reason: '三次缺席', ...change },
      meta(),
    );

  it('is recorded with its class', () => {
    given(committee, ...working)
      .when(end(2))
      .then(
        MemberTermEnded({
          ...{ case: ref, on, memberId: idOf(2), reasonClass: 'resigned', publicName: '成员2' },
        }),
      );
  });
  it('keeps the record that says so, with each name in it under its person', () => {
    const ended = { case: ref, on, reasonClass: 'resigned' } as const;
    given(committee, ...working)
      .when(end(2, { source: '成员2离任' }))
      .then(
        MemberTermEnded({
          ...{ ...ended, memberId: idOf(2), publicName: '成员2' },
          source: [{ text: '成员2', about: idOf(2) }, { text: '离任' }],
        }),
      );
    const [hidden, mentions] = [member(6, 'member', 'hr', { protected: true }), [personOf(6)]];
    given(committee, opened, hidden)
      .when(end(6, { source: '成员6', mentions }))
      .then(
        MemberTermEnded({
          ...{ ...ended, memberId: idOf(6), source: [{ text: '成员6', about: idOf(6) }] },
        }),
      );
  });
  it('by removal seals the reason', () => {
    given(committee, ...working)
      .when(remove(2))
      .then(
        MemberRemoved({
          ...{ case: ref, on, memberId: idOf(2), reasonClass: 'absence', publicName: '成员2' },
          reason: [{ text: '三次缺席' }],
        }),
      );
  });
  it('is possible in a closed case; a removal is not', () => {
    given(committee, ...working, closed)
      .when(end(2))
      .then(
        MemberTermEnded({
          ...{ case: ref, on, memberId: idOf(2), reasonClass: 'resigned', publicName: '成员2' },
        }),
      );
  });
  refuses(
    committee,
    ['committee.no-such-case', [], end(2)],
    ['committee.not-a-member', [opened], end(2)],
    ['committee.term-backwards', working, end(2, { on: '2026-02-03' })],
    ['committee.not-a-member', [opened], remove(2)],
    ['committee.case-closed', [...working, closed], remove(2)],
    ['committee.reason-missing', working, remove(2, { reason: ' ' })],
    ['committee.term-backwards', working, remove(2, { on: '2026-02-03' })],
  );
});

describe('seating an alternate', () => {
  const seat = (alternate: number, insteadOf: number, allegation?: number) =>
    new SeatAlternate(
      {
        case: ref,
        alternate: idOf(alternate),
        insteadOf: idOf(insteadOf),
        ...(allegation !== undefined && { allegation }),
      },
      meta(),
    );
  const seated = AlternateSeated({
    ...{ case: ref, on, memberId: idOf(5), publicName: '成员5', insteadOf: idOf(2) },
  });

  it('fills the place of whoever stands aside', () => {
    given(committee, ...working, recused(2))
      .when(seat(5, 2))
      .then(seated);
  });
  it('fills it once', () => {
    given(committee, ...working, recused(2), seated)
      .when(seat(5, 2))
      .thenNothing();
  });
  refuses(
    committee,
    ['committee.no-such-case', [], seat(5, 2)],
    ['committee.not-a-member', [opened], seat(5, 2)],
    ['committee.not-an-alternate', [...working, recused(2)], seat(3, 2)],
    ['committee.nobody-to-stand-in-for', working, seat(5, 2)],
    ['committee.recused', [...working, recused(2), recused(5)], seat(5, 2)],
    ['committee.no-such-allegation', [...working, recused(2)], seat(5, 2, 1)],
    ['committee.case-closed', [...working, closed], seat(5, 2)],
  );
});
