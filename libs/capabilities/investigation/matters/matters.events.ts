import {
  choice,
  boolean,
  caseRef,
  day,
  defineEvent,
  fill,
  integer,
  localised,
  named,
  narrative,
  noted,
  oneOf,
  open,
  optional,
  panel,
  personal,
  procedure,
  text,
  uuid,
} from '#kernel';

/** An allegation: what is said to have been done. The public never learns that it exists. */
export const AllegationRegistered = defineEvent('investigation.AllegationRegistered', {
  version: 1,
  summary: localised('登记指称', 'An allegation was registered.'),
  fields: {
    case: open(caseRef),
    /** From 1 within the case. */
    allegation: procedure(integer),
    respondentId: procedure(optional(uuid)),
    respondent: personal('respondentId')(optional(text)),
    words: panel(narrative),
  },
});

/** The plan of the investigation, or a new version of it. */
export const InvestigationPlanAdopted = defineEvent('investigation.InvestigationPlanAdopted', {
  version: 1,
  summary: localised('确定调查方案', 'The plan of the investigation was adopted.'),
  fields: {
    case: open(caseRef),
    on: procedure(day),
    version: procedure(integer),
    text: panel(narrative),
  },
});

export const authority = choice('Authority', 'To whom a matter is referred.', {
  police: localised('公安机关', 'the police'),
  labour_authority: localised('劳动行政部门', 'the labour authority'),
  court: localised('法院', 'a court'),
  regulator: localised('监管机构', 'a regulator'),
  union: localised('工会', 'the union'),
  other: localised('其他机构', 'another body'),
});

/** The matter, or a part of it, was handed to somebody outside. Public only where that may be announced. */
export const MatterReferred = defineEvent('investigation.MatterReferred', {
  version: 1,
  summary: localised('对外移交', 'The matter was referred to somebody outside.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    announced: open(boolean),
    /** Only where it is announced; else it stands in the sealed field. */
    shownTo: open(optional(authority)),
    to: procedure(authority),
    reason: panel(narrative),
  },
  entry: ({ on, announced, shownTo }) =>
    announced && shownTo
      ? {
          kind: 'referral',
          date: on,
          title: localised('对外移交', 'Referred outside'),
          text: fill(localised('事项已移交{to}。', 'The matter was referred to {to}.'), {
            to: authority.words[shownTo],
          }),
        }
      : null,
});

export const measures = ['leave', 'separation', 'no_contact', 'access_change', 'other'] as const;
export const measureKind = noted(
  'What an interim measure does.',
  named('InterimMeasureKind', oneOf(...measures)),
);

/** Something was ordered for the time of the investigation, to protect people or evidence. */
export const InterimMeasureOrdered = defineEvent('investigation.InterimMeasureOrdered', {
  version: 1,
  summary: localised('采取临时措施', 'An interim measure was ordered.'),
  fields: {
    case: open(caseRef),
    /** From 1 within the case. */
    measure: procedure(integer),
    kind: procedure(measureKind),
    on: procedure(day),
    reviewOn: procedure(day),
    words: panel(narrative),
  },
});

/** An interim measure was looked at again and goes on. */
export const InterimMeasureReviewed = defineEvent('investigation.InterimMeasureReviewed', {
  version: 1,
  summary: localised('复核临时措施', 'An interim measure was reviewed and goes on.'),
  fields: {
    case: open(caseRef),
    measure: procedure(integer),
    on: procedure(day),
    reviewOn: procedure(day),
    reason: panel(narrative),
  },
});

/** An interim measure ended. */
export const InterimMeasureLifted = defineEvent('investigation.InterimMeasureLifted', {
  version: 1,
  summary: localised('解除临时措施', 'An interim measure was lifted.'),
  fields: {
    case: open(caseRef),
    measure: procedure(integer),
    on: procedure(day),
    reason: panel(narrative),
  },
});

export const linkKinds = [
  'same_matter',
  'same_respondent',
  'appeal_of',
  'retaliation',
  'other',
] as const;
export const linkKind = noted(
  'How two cases belong together.',
  named('LinkKind', oneOf(...linkKinds)),
);

/** Two cases were found to belong together. */
export const InvestigationsLinked = defineEvent('investigation.InvestigationsLinked', {
  version: 1,
  summary: localised('关联案件', 'Two cases were linked.'),
  fields: {
    case: open(caseRef),
    other: procedure(caseRef),
    how: procedure(linkKind),
    reason: panel(optional(narrative)),
  },
});

/** Nothing of the case may be destroyed until the hold is released. */
export const LegalHoldPlaced = defineEvent('investigation.LegalHoldPlaced', {
  version: 1,
  summary: localised('设置法律保全', 'A legal hold was placed.'),
  fields: { case: open(caseRef), on: procedure(day), reason: panel(narrative) },
});

/** The legal hold ended. */
export const LegalHoldReleased = defineEvent('investigation.LegalHoldReleased', {
  version: 1,
  summary: localised('解除法律保全', 'The legal hold was released.'),
  fields: { case: open(caseRef), on: procedure(day), reason: panel(narrative) },
});
