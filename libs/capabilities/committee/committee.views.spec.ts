import { describe, expect, it } from '@jest/globals';
import {
  localised,
  type AnyDefinition,
  type EventOf,
  type PublicEventOf,
  type Recorded,
  type Row,
  type View,
} from '#kernel';
import { InvestigationOpened } from '#investigation/events';
import { recorded, replay } from '../../../test/language/replay.js';
import { charterVersion } from './charter/charter-version.projection.js';
import {
  AlternateSeated,
  CharterAdopted,
  CharterAmended,
  CommitteeConstituted,
  committeeEvents,
  InterestDeclared,
  MeetingHeld,
  MemberAppointed,
  MemberNameCorrected,
  MemberRecused,
  MemberRemoved,
  MemberTermEnded,
  ObjectionFiled,
} from './events.js';
import { publicCommittee } from './public-committee.projection.js';
import { publicRoster, type Term } from './membership/public-roster.projection.js';

const ref = 'demo';
const [lin, zhao] = [
  '11111111-1111-5111-8111-111111111111',
  '22222222-2222-5222-8222-222222222222',
] as const;
const sealedWords = [{ text: 'A sealed word.' }];
const definitions = [InvestigationOpened, ...committeeEvents] as const;
type Any = EventOf<(typeof definitions)[number]>;

const opened = (publicity: 'public' | 'counted' = 'public') =>
  InvestigationOpened({
    case: ref,
    title: localised('示例案件', 'A sample case'),
    publicity,
    basis: 'panel-record',
    receivedOn: '2026-03-01',
    precision: 'day',
    receivedAt: '2026-03-01T00:00:00.000Z',
  });
const log = (...events: Any[]) => recorded(definitions, opened(), ...events);

/** The rows of a view after the events that it folds. */
const rowsOf = <R extends Row, D extends AnyDefinition>(
  view: View<R, D>,
  events: readonly { readonly event: { readonly type: string } }[],
): ReadonlyMap<string, R> =>
  replay(
    view,
    ...(events.filter(({ event }) =>
      view.events.some(({ type }) => type === event.type),
    ) as unknown as Recorded<PublicEventOf<D>>[]),
  );

const at = { case: ref, on: '2026-03-10', memberId: lin } as const;
const appointed = {
  ...at,
  role: 'member',
  constituency: 'legal',
  voting: true,
  publicName: '林一',
  name: '林一',
} as const;
const first: Term = {
  index: 1,
  role: 'member',
  seat: 'legal',
  voting: true,
  title: null,
  from: '2026-03-10',
  to: null,
  until: null,
  chosenBy: null,
  seatedOn: null,
};
const member = {
  key: `${ref}/${lin}`,
  ref,
  memberId: lin,
  name: '林一',
  terms: [first],
};

describe('public_roster', () => {
  const row = (...events: Any[]) => rowsOf(publicRoster, log(...events)).get(`${ref}/${lin}`);
  const sits = MemberAppointed(appointed);

  it('MemberAppointed: a member with a running term', () => {
    expect(row(sits)).toEqual(member);
  });

  it('MemberAppointed: what an election says, the last day and the words of a seat', () => {
    const chosenBy = {
      electorate: localised('全体员工', 'All employees'),
      method: 'ballot',
      on: '2026-03-05',
      turnoutPercent: 61,
    } as const;
    const title = localised('首席委员', 'Ranking member');
    const more = {
      constituency: 'employee_elected',
      until: '2027-03-09',
      chosenBy,
      title,
    } as const;
    expect(row(MemberAppointed({ ...appointed, ...more }))?.terms).toEqual([
      { ...first, seat: 'employee_elected', until: '2027-03-09', chosenBy, title },
    ]);
  });

  it('MemberAppointed without a public name: the name never enters', () => {
    const hidden = row(MemberAppointed({ ...appointed, publicName: undefined }));
    expect(hidden).toEqual({ ...member, name: null });
    expect(JSON.stringify(hidden)).not.toContain('林');
  });

  it('MemberAppointed with another role ends the term that day and begins one', () => {
    const chair = MemberAppointed({ ...appointed, role: 'chair', on: '2026-03-20' });
    expect(row(sits, chair)?.terms).toEqual([
      { ...first, to: '2026-03-20' },
      { ...first, index: 2, role: 'chair', from: '2026-03-20' },
    ]);
  });

  it('MemberAppointed with another seat does so too', () => {
    const other = MemberAppointed({ ...appointed, constituency: 'hr', on: '2026-03-20' });
    expect(row(sits, other)?.terms.map(({ seat, to }) => [seat, to])).toEqual([
      ['legal', '2026-03-20'],
      ['hr', null],
    ]);
  });

  it('MemberAppointed thrice on one day gives three terms in order, two of no length', () => {
    const chair = MemberAppointed({ ...appointed, role: 'chair' });
    expect(
      row(sits, chair, sits, chair)?.terms.map(({ role, from, to }) => [role, from, to]),
    ).toEqual([
      ['member', '2026-03-10', '2026-03-10'],
      ['chair', '2026-03-10', '2026-03-10'],
      ['member', '2026-03-10', '2026-03-10'],
      ['chair', '2026-03-10', null],
    ]);
  });

  it('MemberAppointed on the same seat in the same role goes on with what is new', () => {
    const longer = MemberAppointed({ ...appointed, on: '2026-03-20', until: '2027-01-01' });
    expect(row(sits, longer)?.terms).toEqual([{ ...first, until: '2027-01-01' }]);
  });

  it('MemberAppointed after a term ended begins another one', () => {
    const ended = MemberTermEnded({ ...at, on: '2026-03-20', reasonClass: 'resigned' });
    const again = MemberAppointed({ ...appointed, on: '2026-04-01' });
    expect(row(sits, ended, again)?.terms.map(({ from, to }) => [from, to])).toEqual([
      ['2026-03-10', '2026-03-20'],
      ['2026-04-01', null],
    ]);
  });

  it('MemberNameCorrected: the name as it is written from then on', () => {
    const corrected = MemberNameCorrected({ ...at, publicName: '林毅', name: '林毅' });
    expect(row(sits, corrected)).toEqual({ ...member, name: '林毅' });
  });

  it('MemberNameCorrected of a protected member: still no name', () => {
    const hidden = MemberAppointed({ ...appointed, publicName: undefined });
    expect(row(hidden, MemberNameCorrected({ ...at, name: '林毅' }))?.name).toBeNull();
  });

  it('MemberTermEnded: the running term ends', () => {
    const ended = MemberTermEnded({ ...at, on: '2026-03-20', reasonClass: 'resigned' });
    expect(row(sits, ended)?.terms).toEqual([{ ...first, to: '2026-03-20' }]);
  });

  it('MemberTermEnded a second time moves no end', () => {
    const ended = (on: string) => MemberTermEnded({ ...at, on, reasonClass: 'resigned' });
    expect(row(sits, ended('2026-03-20'), ended('2026-03-25'))?.terms).toEqual([
      { ...first, to: '2026-03-20' },
    ]);
  });

  it('MemberRemoved: the running term ends', () => {
    const removed = MemberRemoved({
      ...at,
      on: '2026-03-20',
      reasonClass: 'absence',
      reason: sealedWords,
    });
    expect(row(sits, removed)?.terms).toEqual([{ ...first, to: '2026-03-20' }]);
  });

  it('AlternateSeated: seated from that day; a second seat moves nothing, and nobody is named', () => {
    const alternate = MemberAppointed({ ...appointed, role: 'alternate', voting: false });
    const seated = (on: string) => AlternateSeated({ ...at, on, insteadOf: zhao });
    const found = row(alternate, seated('2026-03-20'), seated('2026-03-25'));
    expect(found?.terms).toEqual([
      { ...first, role: 'alternate', voting: false, seatedOn: '2026-03-20' },
    ]);
    expect(JSON.stringify(found)).not.toContain(zhao);
  });

  it('has nothing of a recusal, nor of who declared an interest', () => {
    const recused = MemberRecused({
      case: ref,
      on: '2026-03-20',
      memberId: lin,
      reason: sealedWords,
    });
    expect(row(sits, recused)).toEqual(member);
    const folded = publicRoster.events.map(({ type }) => type as string);
    expect(folded).not.toContain(recused.type);
    expect(folded).not.toContain(InterestDeclared.type);
  });

  it('has no row for what comes before an appointment, or in a case that is only counted', () => {
    const ended = MemberTermEnded({ ...at, reasonClass: 'other' });
    const corrected = MemberNameCorrected({ ...at, name: '林毅' });
    const seated = AlternateSeated({ ...at, insteadOf: zhao });
    expect(row(ended, corrected, seated)).toBeUndefined();
    const counted = recorded(definitions, opened('counted'), sits);
    expect([...rowsOf(publicRoster, counted)]).toEqual([]);
  });
});

const rules = {
  seats: undefined,
  leastEmployeeElected: 1,
  leastExternal: 0,
  leastAlternates: 0,
  leastWomenPercent: 0,
  quorumPercent: 60,
  leastPresent: 3,
  majority: 'simple',
  longestTermDays: 0,
  noticeDays: 3,
} as const;
const words = localised('每周开会。', 'It meets weekly.');
const charter = { case: ref, on: '2026-03-09', text: words, hash: 'ab'.repeat(32), rules };
const adopted = CharterAdopted({ ...charter, version: 1 });
const changes = localised('开会更勤。', 'It meets more often.');
const amended = CharterAmended({ ...charter, on: '2026-04-01', version: 2, changes });

describe('charter_version', () => {
  const rows = () => rowsOf(charterVersion, log(adopted, amended));
  const stored = { ...adopted.data.rules };

  it('CharterAdopted: the first version, whole', () => {
    expect(rows().get(`${ref}/1`)).toEqual({
      key: `${ref}/1`,
      ref,
      version: 1,
      sha256: 'ab'.repeat(32),
      adoptedOn: '2026-03-09',
      text: words,
      rules: stored,
      changes: null,
    });
  });

  it('CharterAmended: a version more, with what it changes; the first one stays', () => {
    expect(rows().get(`${ref}/2`)).toMatchObject({ version: 2, adoptedOn: '2026-04-01', changes });
    expect([...rows().keys()]).toEqual([`${ref}/1`, `${ref}/2`]);
  });
});

describe('public_committee', () => {
  const row = (...events: Any[]) => rowsOf(publicCommittee, log(...events)).get(ref);
  const none = {
    key: ref,
    constitutedOn: null,
    charterVersion: null,
    declarations: 0,
    interests: 0,
    recusals: 0,
    meetings: 0,
    objections: 0,
  };

  it('CharterAdopted: a charter is in force', () => {
    expect(row(adopted)).toEqual({ ...none, charterVersion: 1 });
  });

  it('CharterAmended: its newest version is', () => {
    expect(row(adopted, amended)).toEqual({ ...none, charterVersion: 2 });
  });

  it('CommitteeConstituted: since when', () => {
    const constituted = CommitteeConstituted({
      case: ref,
      on: '2026-03-12',
      charterVersion: 1,
      charterHash: 'ab'.repeat(32),
      members: 3,
      seats: [{ constituency: 'legal', members: 3 }],
      women: 1,
    });
    expect(row(constituted)).toEqual({ ...none, constitutedOn: '2026-03-12' });
  });

  it('InterestDeclared: how many, and not whose', () => {
    const declared = (yes: boolean) =>
      InterestDeclared({
        case: ref,
        on: '2026-03-20',
        memberId: lin,
        declared: yes,
        interest: yes ? 'kinship' : undefined,
        detail: sealedWords,
      });
    const found = row(declared(false), declared(true));
    expect(found).toEqual({ ...none, declarations: 2, interests: 1 });
    expect(JSON.stringify(found)).not.toContain(lin);
  });

  it('MemberRecused: one more, and not whose', () => {
    const recused = (id: string) =>
      MemberRecused({ case: ref, on: '2026-03-20', memberId: id, reason: sealedWords });
    const found = row(recused(lin), recused(zhao));
    expect(found).toEqual({ ...none, recusals: 2 });
    expect(JSON.stringify(found)).not.toContain(lin);
  });

  it('MeetingHeld: one more', () => {
    const held = MeetingHeld({
      case: ref,
      meeting: 1,
      on: '2026-03-20',
      quorum: true,
      present: 3,
      recused: 0,
      presentIds: [lin],
    });
    expect(row(held, held)).toEqual({ ...none, meetings: 2 });
  });

  it('ObjectionFiled: one more', () => {
    const filed = ObjectionFiled({
      case: ref,
      on: '2026-03-20',
      topic: 'delay',
      by: 'someone',
      words: sealedWords,
    });
    expect(row(filed)).toEqual({ ...none, objections: 1 });
  });
});

it.each([publicRoster, charterVersion, publicCommittee])(
  '$name has a row for every event',
  (view) => {
    expect(Object.keys(view.on).sort()).toEqual(
      view.events.map(({ type }) => type as string).sort(),
    );
  },
);
