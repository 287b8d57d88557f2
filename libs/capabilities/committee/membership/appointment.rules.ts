import {
  daysBetween,
  boolean,
  caseRef,
  day,
  defineCommand,
  localised,
  localisedText,
  mentions,
  noted,
  optional,
  person,
  recordAsReceived,
  text,
  uuid,
  type Day,
  type EventOf,
  type Rules,
  dayOrToday,
} from '#kernel';
import { memberId, known, onDay, received, sitting, working } from '../asked.js';
import { refused } from '../committee.refusals.js';
import { titleOf, type Committee } from '../committee.state.js';
import {
  constituency,
  election,
  MemberAppointed,
  MemberNameCorrected,
  MemberNominated,
  memberRole,
  type CommitteeEvent,
  type Constituency,
} from '../events.js';

export class NominateMember extends defineCommand('committee.NominateMember', {
  summary: localised('提名成员。', 'Nominates somebody for a seat.'),
  input: {
    case: caseRef,
    member: noted('Name; sealed until the appointment.', person),
    constituency,
    on: dayOrToday,
  },
}) {}

export class AppointMember extends defineCommand('committee.AppointMember', {
  summary: localised(
    '委任成员，或改任另一职务。',
    'Appoints a member, or gives a member another role.',
  ),
  input: {
    case: caseRef,
    member: noted('Name of the member.', person),
    role: memberRole,
    constituency,
    protected: noted(
      'The roster shows the role instead of the name. Left out: no.',
      optional(boolean),
    ),
    voting: noted('Left out: chair and members vote.', optional(boolean)),
    title: noted('Public words for the seat beside its role.', optional(localisedText)),
    until: noted('Last day of the term.', optional(day)),
    chosenBy: noted('Public; required for a seat that employees elect.', optional(election)),
    account: noted('Id of the account with which the member signs in.', optional(uuid)),
    mentions,
    source: recordAsReceived,
    on: dayOrToday,
  },
}) {}

export class CorrectMemberName extends defineCommand('committee.CorrectMemberName', {
  summary: localised('更正成员姓名的写法。', 'Corrects how the name of a member is written.'),
  input: {
    case: caseRef,
    member: memberId,
    name: noted('As it is written from now on.', text),
    mentions,
    source: recordAsReceived,
    on: dayOrToday,
  },
}) {}

export const appointmentCommands = [NominateMember, AppointMember, CorrectMemberName] as const;
export type AppointmentCommand = InstanceType<(typeof appointmentCommands)[number]>;

/** The last day of a term, as the charter allows it. @throws Refused */
function termOf({ charter }: Committee, on: Day, until: Day | undefined): Day | undefined {
  const days = charter?.rules.longestTermDays ?? 0;
  if (until === undefined) {
    if (days > 0) throw refused('committee.term-missing', ['until'], { days });
    return undefined;
  }
  if (until < on) throw refused('committee.term-backwards', ['until']);
  if (days > 0 && daysBetween(on, until) > days)
    throw refused('committee.term-too-long', ['until'], { days });
  return until;
}

/** A seat that the charter has and that nobody else sits on. @throws Refused */
function freeSeat({ charter, members }: Committee, id: string, kind: Constituency): void {
  const table = charter?.rules.seats;
  if (table === undefined) return;
  const seats = table
    .filter((row) => row.constituency === kind)
    .reduce((sum, row) => sum + row.seats, 0);
  if (seats === 0) throw refused('committee.no-such-seat', ['constituency']);
  const taken = [...members.values()].filter(
    (member) =>
      member.id !== id &&
      member.constituency === kind &&
      (member.role === 'chair' || member.role === 'member'),
  ).length;
  if (taken >= seats) throw refused('committee.seat-taken', ['constituency'], { seats });
}

export const appointmentRules: Rules<AppointmentCommand, Committee, EventOf<CommitteeEvent>> = {
  NominateMember({ data: { case: ref, member, constituency: seat, on } }, state, context) {
    const { members, nominated } = working(state);
    if (member.name.trim() === '') throw refused('committee.name-missing', ['member']);
    const day = onDay(on, context);
    if (members.has(member.person) || nominated.get(member.person) === seat) return [];
    return [
      MemberNominated({
        case: ref,
        on: day,
        constituency: seat,
        memberId: member.person,
        name: member.name,
      }),
    ];
  },

  AppointMember({ data }, state, context) {
    const { case: ref, member, role, constituency: seat, title, chosenBy, account } = data;
    const committee = working(state);
    const { name, person: id } = member;
    if (name.trim() === '') throw refused('committee.name-missing', ['member']);
    const on = onDay(data.on, context);
    const before = committee.members.get(id);
    const voting = data.voting ?? (role === 'chair' || role === 'member');
    if (role === 'secretary' && voting)
      throw refused('committee.secretary-does-not-vote', ['voting']);
    if (committee.recusedForGood.has(id)) throw refused('committee.recused', ['member']);
    const until = termOf(committee, on, data.until);
    const publicName = data.protected === true ? undefined : name;
    const same =
      before?.role === role &&
      before.constituency === seat &&
      before.voting === (role === 'alternate' ? false : voting) &&
      before.title === titleOf(title) &&
      before.until === (until ?? null) &&
      before.publicName === (publicName ?? null) &&
      (account === undefined || before.account === account);
    if (same) return [];
    if (before && on < before.from) throw refused('committee.term-backwards', ['on']);
    const chair = [...committee.members.values()].find((other) => other.role === 'chair');
    if (role === 'chair' && chair && chair.id !== id)
      throw refused('committee.chair-taken', ['role']);
    if (role === 'chair' || role === 'member') freeSeat(committee, id, seat);
    if (seat === 'employee_elected' && role !== 'secretary' && !chosenBy)
      throw refused('committee.chosen-by-missing', ['chosenBy']);
    return [
      MemberAppointed({
        case: ref,
        on,
        memberId: id,
        role,
        constituency: seat,
        // An alternate votes where it is seated, and nowhere else.
        voting: role === 'alternate' ? false : voting,
        title,
        until,
        chosenBy,
        publicName,
        name,
        account,
        source: received(data.source, [member, ...(data.mentions ?? [])]),
      }),
    ];
  },

  CorrectMemberName({ data }, state, context) {
    const { case: ref, member, name, mentions: named = [], source } = data;
    const { publicName } = sitting(known(state), member);
    if (name.trim() === '') throw refused('committee.name-missing', ['name']);
    const day = onDay(data.on, context);
    if (publicName === name) return [];
    return [
      MemberNameCorrected({
        case: ref,
        on: day,
        memberId: member,
        publicName: publicName === null ? undefined : name,
        name,
        source: received(source, [{ name, person: member }, ...named]),
      }),
    ];
  },
};
