import {
  boolean,
  caseRef,
  day,
  defineEvent,
  fill,
  integer,
  integerIn,
  listOf,
  localised,
  localisedText,
  named,
  narrative,
  noted,
  open,
  optional,
  panel,
  personal,
  procedure,
  record,
  sha256,
  text,
  uuid,
  type Localised,
} from '#kernel';
import { constituency, electionMethod, endingReason, memberRole, removalReason } from '../words.js';

/** How a member whom employees elected was chosen: public, so that anyone can judge it. */
export const election = noted(
  'How an elected member was chosen.',
  named(
    'Election',
    record({
      electorate: localisedText,
      method: electionMethod,
      on: day,
      turnoutPercent: optional(integerIn(0, 100)),
    }),
  ),
);

/** The line of an imported record that says so, word for word, split at the names in it. */
const source = panel(optional(narrative));

/** A name as anyone may read it; a protected member appears as the role. */
const shown = (publicName: string | undefined): Localised =>
  publicName === undefined
    ? localised('一位受保护的成员', 'A protected member')
    : { zh: publicName, en: publicName };

/** Somebody was proposed for a seat. Who it is becomes public with the appointment. */
export const MemberNominated = defineEvent('committee.MemberNominated', {
  version: 1,
  summary: localised('提名成员', 'Somebody was nominated for a seat.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    constituency: open(constituency),
    memberId: procedure(uuid),
    name: personal('memberId')(text),
  },
  entry: ({ on, constituency: seat }) => ({
    kind: 'membership',
    date: on,
    title: localised('提名一位成员', 'A member was nominated'),
    text: fill(localised('席位：{seat}。', 'Seat: {seat}.'), { seat: constituency.words[seat] }),
  }),
});

/** Someone took a seat on the investigation committee, or another role on it. */
export const MemberAppointed = defineEvent('committee.MemberAppointed', {
  version: 1,
  summary: localised('委任成员', 'A person was appointed to the committee.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    memberId: open(uuid),
    role: open(memberRole),
    constituency: open(constituency),
    voting: open(boolean),
    /** Words for the seat beside its role, for example “ranking member”. */
    title: open(optional(localisedText)),
    /** Last day of the term. */
    until: open(optional(day)),
    chosenBy: open(optional(election)),
    // Two fields, not a mask: the name as anyone may read it, absent for a protected member, and the name itself.
    publicName: open(optional(text)),
    name: personal('memberId')(text),
    /** The account with which the member signs in. */
    account: procedure(optional(uuid)),
    source,
  },
  entry: ({ on, role, constituency: seat, publicName, title, chosenBy }) => ({
    kind: 'membership',
    date: on,
    title: fill(localised('{name}任{role}', '{name} was appointed {role}'), {
      name: shown(publicName),
      role: title ?? memberRole.words[role],
    }),
    text: chosenBy
      ? fill(
          localised(
            '席位：{seat}。由{electorate}{method}产生（{on}）。',
            'Seat: {seat}. Chosen by {electorate} {method} on {on}.',
          ),
          {
            seat: constituency.words[seat],
            electorate: chosenBy.electorate,
            method: electionMethod.words[chosenBy.method],
            on: chosenBy.on,
          },
        )
      : fill(localised('席位：{seat}。', 'Seat: {seat}.'), { seat: constituency.words[seat] }),
  }),
});

/** The name of a member is written otherwise from now on; it is the same person. */
export const MemberNameCorrected = defineEvent('committee.MemberNameCorrected', {
  version: 1,
  summary: localised('更正成员姓名', 'The name of a member was corrected.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    memberId: open(uuid),
    publicName: open(optional(text)),
    name: personal('memberId')(text),
    source,
  },
  entry: ({ on, publicName }) => ({
    kind: 'membership',
    date: on,
    title: localised('更正一位成员的姓名', 'The name of a member was corrected'),
    text: fill(localised('现写作：{name}。', 'Now written: {name}.'), { name: shown(publicName) }),
  }),
});

/** The committee is complete under its charter and can work. */
export const CommitteeConstituted = defineEvent('committee.CommitteeConstituted', {
  version: 1,
  summary: localised('组成委员会', 'The committee was constituted under its charter.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    charterVersion: open(integer),
    charterHash: open(sha256),
    members: open(integer),
    seats: open(listOf(record({ constituency, members: integer }), 20)),
    /** As the chair attests it, where the charter asks for a share. */
    women: procedure(optional(integer)),
  },
  entry: ({ on, charterVersion, seats }) => ({
    kind: 'committee',
    date: on,
    title: localised('调查委员会已组成', 'Committee constituted'),
    text: fill(
      localised(
        '依据工作规则第 {version} 版组成，席位：{seats}。',
        'Constituted under version {version} of the charter. Seats: {seats}.',
      ),
      {
        version: charterVersion,
        seats: {
          zh: seats
            .map((s) => `${constituency.words[s.constituency].zh} ${String(s.members)}`)
            .join('、'),
          en: seats
            .map((s) => `${constituency.words[s.constituency].en} ${String(s.members)}`)
            .join(', '),
        },
      },
    ),
  }),
});

/** A member’s time on the committee ended. */
export const MemberTermEnded = defineEvent('committee.MemberTermEnded', {
  version: 1,
  summary: localised('成员任期结束', 'The term of a member ended.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    memberId: open(uuid),
    reasonClass: open(endingReason),
    /** As the roster showed it. */
    publicName: open(optional(text)),
    source,
  },
  entry: ({ on, reasonClass, publicName }) => ({
    kind: 'membership',
    date: on,
    title: fill(localised('{name}离任', '{name} left the committee'), { name: shown(publicName) }),
    text: fill(localised('原因：{reason}。', 'Reason: {reason}.'), {
      reason: endingReason.words[reasonClass],
    }),
  }),
});

/** A member was removed by the committee. */
export const MemberRemoved = defineEvent('committee.MemberRemoved', {
  version: 1,
  summary: localised('免去成员', 'A member was removed.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    memberId: open(uuid),
    reasonClass: open(removalReason),
    publicName: open(optional(text)),
    reason: panel(narrative),
  },
  entry: ({ on, reasonClass, publicName }) => ({
    kind: 'membership',
    date: on,
    title: fill(localised('{name}被免职', '{name} was removed from the committee'), {
      name: shown(publicName),
    }),
    text: fill(localised('原因：{reason}。', 'Reason: {reason}.'), {
      reason: removalReason.words[reasonClass],
    }),
  }),
});

/** An alternate took the place of a recused or departed member. For whom is sealed. */
export const AlternateSeated = defineEvent('committee.AlternateSeated', {
  version: 1,
  summary: localised('候补委员递补', 'An alternate was seated.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    memberId: open(uuid),
    publicName: open(optional(text)),
    insteadOf: procedure(uuid),
    /** Null or left out: for the whole case. */
    allegation: procedure(optional(integer)),
  },
  entry: ({ on, publicName }) => ({
    kind: 'membership',
    date: on,
    title: localised('一位候补委员递补', 'An alternate was seated'),
    text: fill(localised('递补：{name}。', 'Seated: {name}.'), { name: shown(publicName) }),
  }),
});
