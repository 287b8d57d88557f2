import {
  boolean,
  caseRef,
  day,
  defineEvent,
  fill,
  integer,
  localised,
  narrative,
  open,
  optional,
  panel,
  procedure,
  text,
  uuid,
} from '#kernel';
import { assessment, interestClass, objectionTopic } from '../words.js';

/**
 * A member said whether anything stands between the member and the matter. That somebody did, and of what kind it is,
 * is public; who it was is sealed, since the recusal that follows would have a name else.
 */
export const InterestDeclared = defineEvent('committee.InterestDeclared', {
  version: 1,
  summary: localised('申报利益关系', 'A member declared whether there is an interest.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    memberId: procedure(uuid),
    declared: open(boolean),
    interest: open(optional(interestClass)),
    detail: panel(optional(narrative)),
  },
  entry: ({ on, declared, interest }) => ({
    kind: 'interest',
    date: on,
    title: declared
      ? localised('一位成员申报了利益关系', 'A member declared an interest')
      : localised('一位成员声明没有利益关系', 'A member declared to have no interest'),
    ...(interest && {
      text: fill(localised('类别：{interest}。', 'Kind: {interest}.'), {
        interest: interestClass.words[interest],
      }),
    }),
  }),
});

/** Another member judged a declared interest. Whose, and how, is sealed: else a recusal would have a name. */
export const ConflictAssessed = defineEvent('committee.ConflictAssessed', {
  version: 1,
  summary: localised('评估利益关系', 'A declared interest was assessed.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    memberId: procedure(uuid),
    outcome: procedure(assessment),
    /** Id of the account. */
    assessedBy: procedure(text),
    reason: panel(narrative),
  },
  entry: ({ on }) => ({
    kind: 'interest',
    date: on,
    title: localised('一项申报的利益关系已评估', 'A declared interest was assessed'),
  }),
});

/** A member stands aside, from one allegation or from the case. The public reads that it happened. */
export const MemberRecused = defineEvent('committee.MemberRecused', {
  version: 1,
  summary: localised('成员回避', 'A member was recused.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    memberId: procedure(uuid),
    /** Left out: from the whole case. */
    allegation: procedure(optional(integer)),
    reason: panel(narrative),
  },
  entry: ({ on }) => ({
    kind: 'recusal',
    date: on,
    title: localised('一位成员回避', 'One member recused'),
  }),
});

/** A member or delegate objected. The words wait for their own release. */
export const ObjectionFiled = defineEvent('committee.ObjectionFiled', {
  version: 1,
  summary: localised('提出异议', 'An objection was filed.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    topic: open(objectionTopic),
    /** Id of the account. */
    by: procedure(text),
    words: panel(narrative),
  },
  entry: ({ on, topic }) => ({
    kind: 'objection',
    date: on,
    title: localised('有人提出异议', 'An objection was filed'),
    text: fill(localised('事项：{topic}。', 'About: {topic}.'), {
      topic: objectionTopic.words[topic],
    }),
  }),
});
