import {
  caseRef,
  defineCommand,
  integerIn,
  localised,
  noted,
  optional,
  recordAsReceived,
  text,
  uuid,
  type EventOf,
  type Rules,
  dayOrToday,
  mentions,
} from '#kernel';
import {
  memberId,
  allegationOf,
  known,
  onDay,
  received,
  sitting,
  working,
  written,
} from '../asked.js';
import { refused } from '../committee.refusals.js';
import { standsAside, type Committee } from '../committee.state.js';
import { constitutionOf } from './constitution.js';
import {
  AlternateSeated,
  CommitteeConstituted,
  endingReason,
  MemberRemoved,
  MemberTermEnded,
  removalReason,
  type CommitteeEvent,
} from '../events.js';

export class ConstituteCommittee extends defineCommand('committee.ConstituteCommittee', {
  summary: localised(
    '按工作规则组成委员会。',
    'Says that the committee is complete under its charter and can work.',
  ),
  input: {
    case: caseRef,
    women: noted(
      'How many members are women; sealed. Required where the charter asks for a share.',
      optional(integerIn(0, 100)),
    ),
    on: dayOrToday,
  },
}) {}

export class EndTerm extends defineCommand('committee.EndTerm', {
  summary: localised('结束成员的任期。', 'Ends the term of a member.'),
  input: {
    case: caseRef,
    member: memberId,
    reasonClass: endingReason,
    mentions,
    source: recordAsReceived,
    on: dayOrToday,
  },
}) {}

export class Remove extends defineCommand('committee.Remove', {
  summary: localised('免去成员。', 'Removes a member.'),
  input: {
    case: caseRef,
    member: memberId,
    reasonClass: noted('Public.', removalReason),
    reason: noted('Sealed.', text),
    mentions,
    on: dayOrToday,
  },
}) {}

export class SeatAlternate extends defineCommand('committee.SeatAlternate', {
  summary: localised(
    '由候补委员递补。',
    'Seats an alternate in the place of a member who stands aside.',
  ),
  input: {
    case: caseRef,
    alternate: memberId,
    insteadOf: noted('Id of the member who stands aside; sealed.', uuid),
    allegation: noted('Sealed. Left out: for the whole case.', optional(integerIn(1, 10_000))),
    on: dayOrToday,
  },
}) {}

export const membershipCommands = [ConstituteCommittee, EndTerm, Remove, SeatAlternate] as const;
export type MembershipCommand = InstanceType<(typeof membershipCommands)[number]>;

export const membershipRules: Rules<MembershipCommand, Committee, EventOf<CommitteeEvent>> = {
  ConstituteCommittee({ data: { case: ref, women, on } }, state, context) {
    const committee = working(state);
    const day = onDay(on, context);
    if (committee.constituted) return [];
    const { version, hash, seats, members } = constitutionOf(committee, women);
    return [
      CommitteeConstituted({
        case: ref,
        on: day,
        charterVersion: version,
        charterHash: hash,
        members,
        seats,
        women,
      }),
    ];
  },

  EndTerm({ data }, state, context) {
    const { case: ref, member, reasonClass, mentions: named = [], source } = data;
    const { from, publicName } = sitting(known(state), member);
    const day = onDay(data.on, context);
    if (day < from) throw refused('committee.term-backwards', ['on']);
    return [
      MemberTermEnded({
        case: ref,
        on: day,
        memberId: member,
        reasonClass,
        publicName: publicName ?? undefined,
        source: received(source, [
          ...(publicName === null ? [] : [{ name: publicName, person: member }]),
          ...named,
        ]),
      }),
    ];
  },

  Remove(
    { data: { case: ref, member, reasonClass, reason, mentions: names, on } },
    state,
    context,
  ) {
    const { from, publicName } = sitting(working(state), member);
    const day = onDay(on, context);
    if (day < from) throw refused('committee.term-backwards', ['on']);
    return [
      MemberRemoved({
        case: ref,
        on: day,
        memberId: member,
        reasonClass,
        publicName: publicName ?? undefined,
        reason: written(reason, 'reason', names),
      }),
    ];
  },

  SeatAlternate({ data: { case: ref, alternate, insteadOf, allegation, on } }, state, context) {
    const committee = working(state);
    const who = sitting(committee, alternate, 'alternate');
    const about = allegationOf(committee, allegation);
    const day = onDay(on, context);
    if (who.role !== 'alternate') throw refused('committee.not-an-alternate', ['alternate']);
    if (standsAside(who, about)) throw refused('committee.recused', ['alternate']);
    const aside = sitting(committee, insteadOf, 'insteadOf');
    if (!standsAside(aside, about))
      throw refused('committee.nobody-to-stand-in-for', ['insteadOf']);
    const filled = [...committee.members.values()].some(({ standsIn }) =>
      standsIn.some((place) => place.insteadOf === insteadOf && place.allegation === about),
    );
    if (filled) return [];
    return [
      AlternateSeated({
        case: ref,
        on: day,
        memberId: alternate,
        publicName: who.publicName ?? undefined,
        insteadOf,
        allegation: about ?? undefined,
      }),
    ];
  },
};
