import {
  boolean,
  caseRef,
  defineCommand,
  integerIn,
  localised,
  narrate,
  noted,
  optional,
  text,
  type EventOf,
  type Rules,
  dayOrToday,
  mentions,
} from '#kernel';
import { allegationOf, known, onDay, own, sitting, working, written, memberId } from '../asked.js';
import { refused } from '../committee.refusals.js';
import type { Committee } from '../committee.state.js';
import {
  assessment,
  ConflictAssessed,
  interestClass,
  InterestDeclared,
  MemberRecused,
  ObjectionFiled,
  objectionTopic,
  type CommitteeEvent,
} from '../events.js';

export class DeclareInterest extends defineCommand('committee.DeclareInterest', {
  summary: localised(
    '申报有无利益关系。',
    'Declares whether anything stands between a member and the matter.',
  ),
  input: {
    case: caseRef,
    member: memberId,
    declared: noted('Whether there is an interest; public.', boolean),
    interest: noted('Of what kind; public. Required when there is one.', optional(interestClass)),
    detail: noted('Sealed.', optional(text)),
    mentions,
    on: dayOrToday,
  },
}) {}

export class AssessInterest extends defineCommand('committee.AssessInterest', {
  summary: localised('评估申报的利益关系。', 'Assesses a declared interest.'),
  input: {
    case: caseRef,
    member: memberId,
    outcome: noted('Sealed.', assessment),
    reason: noted('Sealed.', text),
    mentions,
    on: dayOrToday,
  },
}) {}

export class Recuse extends defineCommand('committee.Recuse', {
  summary: localised('成员回避。', 'A member stands aside, from one allegation or from the case.'),
  input: {
    case: caseRef,
    member: noted('Sealed.', memberId),
    allegation: noted('Sealed. Left out: from the whole case.', optional(integerIn(1, 10_000))),
    reason: noted('Sealed.', text),
    mentions,
    on: dayOrToday,
  },
}) {}

export class FileObjection extends defineCommand('committee.FileObjection', {
  summary: localised('提出异议。', 'Files an objection.'),
  input: {
    case: caseRef,
    topic: noted('Public.', objectionTopic),
    words: noted('Sealed until they are released.', text),
    mentions,
    on: dayOrToday,
  },
}) {}

export const conflictCommands = [DeclareInterest, AssessInterest, Recuse, FileObjection] as const;
export type ConflictCommand = InstanceType<(typeof conflictCommands)[number]>;

export const conflictRules: Rules<ConflictCommand, Committee, EventOf<CommitteeEvent>> = {
  DeclareInterest({ data, meta }, state, context) {
    const { case: ref, member, declared, interest, detail, mentions: names } = data;
    own(sitting(working(state), member), meta.actor);
    if (declared && !interest) throw refused('committee.interest-missing', ['interest']);
    return [
      InterestDeclared({
        case: ref,
        on: onDay(data.on, context),
        memberId: member,
        declared,
        interest: declared ? interest : undefined,
        detail: detail ? narrate(detail, names) : undefined,
      }),
    ];
  },

  AssessInterest({ data, meta }, state, context) {
    const { case: ref, member, outcome, reason, mentions: names, on } = data;
    const { declared, account } = sitting(working(state), member);
    if (declared !== true) throw refused('committee.nothing-declared', ['member']);
    if (account === meta.actor.id) throw refused('committee.own-interest', ['member']);
    return [
      ConflictAssessed({
        case: ref,
        on: onDay(on, context),
        memberId: member,
        outcome,
        assessedBy: meta.actor.id,
        reason: written(reason, 'reason', names),
      }),
    ];
  },

  Recuse({ data, meta }, state, context) {
    const { case: ref, member, allegation, reason, mentions: names, on } = data;
    const committee = working(state);
    const { recused, ...who } = sitting(committee, member);
    own({ ...who, recused }, meta.actor);
    const about = allegationOf(committee, allegation);
    const [day, why] = [onDay(on, context), written(reason, 'reason', names)];
    if (recused.wholeCase || (about !== null && recused.allegations.includes(about))) return [];
    return [
      MemberRecused({
        case: ref,
        on: day,
        memberId: member,
        allegation: about ?? undefined,
        reason: why,
      }),
    ];
  },

  FileObjection({ data: { case: ref, topic, words, mentions: names, on }, meta }, state, context) {
    known(state);
    return [
      ObjectionFiled({
        case: ref,
        on: onDay(on, context),
        topic,
        by: meta.actor.id,
        words: written(words, 'words', names),
      }),
    ];
  },
};
