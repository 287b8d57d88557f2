import { describe, it } from '@jest/globals';
import { refuses, given } from '../../../../test/language/given.js';
import { committee } from '../committee.decider.js';
import {
  MemberAppointed,
  MemberNameCorrected,
  MemberNominated,
  MemberTermEnded,
} from '../events.js';
import { AppointMember, CorrectMemberName, NominateMember } from '../committee.commands.js';
import {
  recused,
  closed,
  charter,
  election,
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
    committee,
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
  it('keeps the record that says so, with each name in it under its person', () => {
    const [source, mentions] = [
      '成员6由成员7提名',
      [personOf(7), { ...personOf(8), name: '成员6' }],
    ];
    given(committee, opened)
      .when(appoint(6, { source, mentions }))
      .then(
        MemberAppointed({
          ...data,
          source: [
            { text: '成员6', about: idOf(6) },
            { text: '由' },
            { text: '成员7', about: idOf(7) },
            { text: '提名' },
          ],
        }),
      );
    given(committee, opened).when(appoint(6, { mentions })).then(MemberAppointed(data));
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
    committee,
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
    ['committee.recused', [...working, recused(2)], appoint(2, { role: 'secretary' })],
    ['committee.day-ahead', [opened], appoint(6, { on: '2026-03-03' })],
  );
  it('accepts the longest term to the day', () => {
    given(committee, opened, limited)
      .when(appoint(6, { until: '2026-06-10' }))
      .then(MemberAppointed({ ...data, until: '2026-06-10' }));
  });
  it('lets nobody back who stood aside from the case, also after the term', () => {
    const ended = MemberTermEnded({ case: ref, on, memberId: idOf(2), reasonClass: 'term_over' });
    given(committee, ...working, recused(2), ended)
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
  it('keeps the record that says so, with each name in it under its person', () => {
    const record = { source: '成员2，现作成员二', mentions: [personOf(2)] };
    given(committee, ...working)
      .when(
        new CorrectMemberName({ case: ref, member: idOf(2), name: '成员二', ...record }, meta()),
      )
      .then(
        MemberNameCorrected({
          ...{ case: ref, on, memberId: idOf(2), publicName: '成员二', name: '成员二' },
          source: [
            { text: '成员2', about: idOf(2) },
            { text: '，现作' },
            { text: '成员二', about: idOf(2) },
          ],
        }),
      );
  });
  it('stays quiet when it is written so', () => {
    given(committee, ...working)
      .when(correct(2, '成员2'))
      .thenNothing();
  });
  refuses(
    committee,
    ['committee.no-such-case', [], correct(2, '甲')],
    ['committee.not-a-member', [opened], correct(2, '甲')],
    ['committee.name-missing', working, correct(2, ' ')],
  );
});
