import { describe, expect, it } from '@jest/globals';
import { localised, Refused } from '#kernel';
import { InvestigationClosed } from '#investigation/events';
import { context, given } from '../../../test/language/given.js';
import { committee, type CommitteeCommand } from './committee.decider.js';
import {
  AlternateSeated,
  CommitteeConstituted,
  MemberAppointed,
  MemberNameCorrected,
  MemberNominated,
  MemberRecused,
  MemberRemoved,
  MemberTermEnded,
} from './events.js';
import {
  AppointMember,
  ConstituteCommittee,
  CorrectMemberName,
  EndTerm,
  NominateMember,
  Remove,
  SeatAlternate,
} from './membership.rules.js';
import {
  charter,
  constituted,
  election,
  idOf,
  member,
  members,
  meta,
  opened,
  personOf,
  ref,
  working,
} from './sample.js';

const on = '2026-03-02';
const closed = InvestigationClosed({
  ...{ case: ref, on, from: 'triage', outcome: 'referred', missing: [] },
});
const recusedFrom = (n: number, allegation?: number) =>
  MemberRecused({
    case: ref,
    on: '2026-02-25',
    memberId: idOf(n),
    ...(allegation !== undefined && { allegation }),
    reason: [{ text: 'A sealed reason.' }],
  });

/** A past, a command, and the code with which it is refused. */
type Row = readonly [code: string, past: Parameters<typeof given>[1][], command: CommitteeCommand];
const refuses = (...rows: readonly (readonly [string, readonly unknown[], CommitteeCommand])[]) => {
  it.each(rows as unknown as Row[])('is refused: %s', (code, past, command) => {
    given(committee, ...(past as never[]))
      .when(command)
      .thenRefused(code);
  });
};

describe('nominating a member', () => {
  const nominate = (n: number, change: object = {}) =>
    new NominateMember(
      { case: ref, member: personOf(n), constituency: 'employee_elected', ...change },
      meta('delegate'),
    );
  const nominated = MemberNominated({
    ...{ case: ref, on, constituency: 'employee_elected', memberId: idOf(6), name: '成员6' },
  });

  it('records the nomination, whose name stays sealed', () => {
    given(committee, opened).when(nominate(6)).then(nominated);
  });
  it('stays quiet for who is nominated or sits', () => {
    given(committee, opened, nominated).when(nominate(6)).thenNothing();
    given(committee, ...working)
      .when(nominate(2))
      .thenNothing();
  });
  refuses(
    ['committee.no-such-case', [], nominate(6)],
    ['committee.case-closed', [opened, closed], nominate(6)],
    ['committee.name-missing', [opened], nominate(6, { member: { ...personOf(6), name: ' ' } })],
    ['committee.day-ahead', [opened], nominate(6, { on: '2026-03-03' })],
  );
});

describe('appointing a member', () => {
  const appoint = (n: number, change: object = {}) =>
    new AppointMember(
      { case: ref, member: personOf(n), role: 'member', constituency: 'legal', ...change },
      meta(),
    );
  const data = {
    case: ref,
    on,
    memberId: idOf(6),
    role: 'member',
    constituency: 'legal',
    voting: true,
    publicName: '成员6',
    name: '成员6',
  } as const;

  it('gives a seat, with the name that anyone may read', () => {
    given(committee, opened).when(appoint(6)).then(MemberAppointed(data));
  });
  it('keeps the name of a protected member out of every open field', () => {
    const nameless = { ...data, publicName: undefined };
    given(committee, opened)
      .when(appoint(6, { protected: true }))
      .then(MemberAppointed(nameless));
  });
  it('gives a sitting member another role', () => {
    given(committee, opened, MemberAppointed(data))
      .when(appoint(6, { role: 'chair' }))
      .then(MemberAppointed({ ...data, role: 'chair' }));
  });
  it('gives an alternate no vote of its own', () => {
    given(committee, opened)
      .when(appoint(6, { role: 'alternate', voting: true }))
      .then(MemberAppointed({ ...data, role: 'alternate', voting: false }));
  });
  it('says how an elected member was chosen', () => {
    given(committee, opened)
      .when(appoint(6, { constituency: 'employee_elected', chosenBy: election }))
      .then(MemberAppointed({ ...data, constituency: 'employee_elected', chosenBy: election }));
  });
  it('stays quiet when nothing is different', () => {
    given(committee, opened, MemberAppointed(data)).when(appoint(6)).thenNothing();
  });
  it('lets a chair follow a chair whose term has ended', () => {
    const ended = MemberTermEnded({
      ...{ case: ref, on, memberId: idOf(1), reasonClass: 'resigned', publicName: '成员1' },
    });
    given(committee, opened, ...members, ended)
      .when(appoint(6, { role: 'chair' }))
      .then(MemberAppointed({ ...data, role: 'chair' }));
  });
  const limited = charter({ longestTermDays: 100 });
  refuses(
    ['committee.no-such-case', [], appoint(6)],
    ['committee.case-closed', [opened, closed], appoint(6)],
    ['committee.name-missing', [opened], appoint(6, { member: { ...personOf(6), name: '' } })],
    ['committee.chair-taken', [opened, ...members], appoint(6, { role: 'chair' })],
    ['committee.chair-taken', [opened, ...members], appoint(2, { role: 'chair' })],
    ['committee.no-such-seat', [opened, charter()], appoint(6, { constituency: 'union' })],
    ['committee.seat-taken', [opened, charter(), ...members], appoint(6)],
    ['committee.chosen-by-missing', [opened], appoint(6, { constituency: 'employee_elected' })],
    ['committee.term-missing', [opened, limited], appoint(6)],
    ['committee.term-too-long', [opened, limited], appoint(6, { until: '2026-06-11' })],
    ['committee.term-backwards', [opened], appoint(6, { until: '2026-03-01' })],
    [
      'committee.term-backwards',
      [opened, member(6, 'member', 'legal')],
      appoint(6, { role: 'alternate', on: '2026-02-01' }),
    ],
    [
      'committee.secretary-does-not-vote',
      [opened],
      appoint(6, { role: 'secretary', voting: true }),
    ],
    ['committee.recused', [...working, recusedFrom(2)], appoint(2, { role: 'secretary' })],
    ['committee.day-ahead', [opened], appoint(6, { on: '2026-03-03' })],
  );
  it('accepts the longest term to the day', () => {
    given(committee, opened, limited)
      .when(appoint(6, { until: '2026-06-10' }))
      .then(MemberAppointed({ ...data, until: '2026-06-10' }));
  });
  it('lets nobody back who stood aside from the case, also after the term', () => {
    const ended = MemberTermEnded({ case: ref, on, memberId: idOf(2), reasonClass: 'term_over' });
    given(committee, ...working, recusedFrom(2), ended)
      .when(appoint(2, { constituency: 'employee_elected', chosenBy: election }))
      .thenRefused('committee.recused');
  });
});

describe('correcting a name', () => {
  const correct = (n: number, name: string) =>
    new CorrectMemberName({ case: ref, member: idOf(n), name }, meta());

  it('writes it otherwise, and keeps a protected name protected', () => {
    given(committee, ...working)
      .when(correct(2, '成员二'))
      .then(
        MemberNameCorrected({
          ...{ case: ref, on, memberId: idOf(2), publicName: '成员二', name: '成员二' },
        }),
      );
    given(committee, opened, member(6, 'member', 'hr', { protected: true }))
      .when(correct(6, '成员六'))
      .then(MemberNameCorrected({ case: ref, on, memberId: idOf(6), name: '成员六' }));
  });
  it('stays quiet when it is written so', () => {
    given(committee, ...working)
      .when(correct(2, '成员2'))
      .thenNothing();
  });
  refuses(
    ['committee.no-such-case', [], correct(2, '甲')],
    ['committee.not-a-member', [opened], correct(2, '甲')],
    ['committee.name-missing', working, correct(2, ' ')],
  );
});

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
    given(committee, ...working, recusedFrom(2))
      .when(seat(5, 2))
      .then(seated);
  });
  it('fills it once', () => {
    given(committee, ...working, recusedFrom(2), seated)
      .when(seat(5, 2))
      .thenNothing();
  });
  refuses(
    ['committee.no-such-case', [], seat(5, 2)],
    ['committee.not-a-member', [opened], seat(5, 2)],
    ['committee.not-an-alternate', [...working, recusedFrom(2)], seat(3, 2)],
    ['committee.nobody-to-stand-in-for', working, seat(5, 2)],
    ['committee.recused', [...working, recusedFrom(2), recusedFrom(5)], seat(5, 2)],
    ['committee.no-such-allegation', [...working, recusedFrom(2)], seat(5, 2, 1)],
    ['committee.case-closed', [...working, closed], seat(5, 2)],
  );
});
