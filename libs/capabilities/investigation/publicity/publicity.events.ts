import {
  choice,
  caseRef,
  day,
  defineEvent,
  localised,
  named,
  narrative,
  noted,
  oneOf,
  open,
  optional,
  panel,
  procedure,
  text,
} from '#kernel';
import { publicity } from '../course/course.events.js';
import { sealedBands } from './publicity.bands.js';

export * from './publicity.bands.js';

/** Why it was decided who may know of a case. */
export const publicityReason = choice(
  'PublicityReason',
  'Why it was decided who may know of a case.',
  {
    already_publicly_known: localised('事项已为公众所知', 'the matter is publicly known already'),
    asked_by_the_person_affected: localised('当事人要求公开', 'the person affected asked for it'),
    interest_of_all_employees: localised('关系全体员工', 'it concerns all employees'),
    protection_of_a_person: localised('保护有关人员', 'to protect a person'),
    published_by_mistake: localised('误作公开', 'it was made public by mistake'),
    other: localised('其他原因', 'another reason'),
  },
);
export type PublicityReason = (typeof publicityReason.values)[number];

/** What the persons affected said when they were asked. */
export const affectedAnswer = noted(
  'What the persons affected said when they were asked.',
  named('AffectedAnswer', oneOf('agreed', 'objected', 'nobody_affected')),
);

/** A raise over the objection of a person affected was proposed; it takes effect when a second person confirms it. */
export const PublicityProposed = defineEvent('investigation.PublicityProposed', {
  version: 1,
  summary: localised('提议公开案件', 'It was proposed to make the case public over an objection.'),
  fields: {
    case: open(caseRef),
    on: procedure(day),
    reasonClass: procedure(publicityReason),
    /** Id of the account, since a second person has to confirm. */
    by: procedure(text),
    reason: panel(narrative),
  },
});

/** It was decided who may know of the case. Raised: what was procedural until then is released with it. */
export const CasePublicitySet = defineEvent('investigation.CasePublicitySet', {
  version: 1,
  summary: localised('确定公开程度', 'It was decided who may know of the case.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    level: open(publicity),
    reasonClass: open(publicityReason),
    /** How many sealed actions there were when it was made public. */
    sealedActions: open(optional(oneOf(...sealedBands))),
    affected: procedure(optional(affectedAnswer)),
    by: procedure(text),
    reason: panel(narrative),
  },
  publicity: ({ level }) => level,
  entry: ({ on, level, reasonClass }) => ({
    kind: 'publicity',
    date: on,
    title:
      level === 'public'
        ? localised('案件公开', 'Case made public')
        : localised('案件不再公开', 'Case no longer public'),
    text: {
      zh: `原因：${publicityReason.words[reasonClass].zh}。`,
      en: `Reason: ${publicityReason.words[reasonClass].en}.`,
    },
  }),
});

/** A second person confirmed that a case is no longer public. */
export const CasePublicityConfirmed = defineEvent('investigation.CasePublicityConfirmed', {
  version: 1,
  summary: localised(
    '确认不再公开',
    'A second person confirmed that the case is no longer public.',
  ),
  fields: { case: open(caseRef), on: procedure(day), reason: panel(optional(narrative)) },
});
