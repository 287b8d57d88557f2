import {
  boolean,
  caseRef,
  day,
  defineCommand,
  integer,
  localised,
  narrate,
  noted,
  optional,
  person,
  text,
  type EventOf,
  type Rules,
  dayOrToday,
  mentions,
} from '#kernel';
import { onDay, opened, unclosed, working, written } from '../asked.js';
import {
  AllegationRegistered,
  authority,
  InterimMeasureLifted,
  InterimMeasureOrdered,
  InterimMeasureReviewed,
  InvestigationPlanAdopted,
  InvestigationsLinked,
  LegalHoldPlaced,
  LegalHoldReleased,
  linkKind,
  MatterReferred,
  measureKind,
  type InvestigationEvent,
} from '../events.js';
import { refused } from '../investigation.refusals.js';
import type { Investigation, Open } from '../investigation.state.js';

const words = noted('Sealed.', text);

export class AddAllegation extends defineCommand('investigation.AddAllegation', {
  summary: localised('登记一项指称。', 'Registers an allegation.'),
  input: {
    case: caseRef,
    respondent: noted(
      'Name of whom it is about; sealed under that person’s key.',
      optional(person),
    ),
    words,
    mentions,
  },
}) {}

export class AdoptPlan extends defineCommand('investigation.AdoptPlan', {
  summary: localised(
    '确定或修订调查方案。',
    'Adopts the plan of the investigation, or a new version.',
  ),
  input: { case: caseRef, text: words, mentions, on: dayOrToday },
}) {}

export class ReferExternally extends defineCommand('investigation.ReferExternally', {
  summary: localised('将事项移交外部机构。', 'Refers the matter to somebody outside.'),
  input: {
    case: caseRef,
    to: authority,
    announced: noted('Whether the public may know of it. Left out: no.', optional(boolean)),
    reason: words,
    mentions,
    on: dayOrToday,
  },
}) {}

export class OrderInterimMeasure extends defineCommand('investigation.OrderInterimMeasure', {
  summary: localised('采取临时措施。', 'Orders an interim measure.'),
  input: { case: caseRef, kind: measureKind, reviewOn: day, words, mentions, on: dayOrToday },
}) {}

export class ReviewInterimMeasure extends defineCommand('investigation.ReviewInterimMeasure', {
  summary: localised('复核并延续临时措施。', 'Reviews an interim measure, which goes on.'),
  input: {
    case: caseRef,
    measure: integer,
    reviewOn: day,
    reason: words,
    mentions,
    on: dayOrToday,
  },
}) {}

export class LiftInterimMeasure extends defineCommand('investigation.LiftInterimMeasure', {
  summary: localised('解除临时措施。', 'Lifts an interim measure.'),
  input: { case: caseRef, measure: integer, reason: words, mentions, on: dayOrToday },
}) {}

export class LinkInvestigation extends defineCommand('investigation.LinkInvestigation', {
  summary: localised('关联另一案件。', 'Links this case to another.'),
  input: {
    case: caseRef,
    other: caseRef,
    how: linkKind,
    reason: noted('Sealed.', optional(text)),
    mentions,
  },
}) {}

export class PlaceLegalHold extends defineCommand('investigation.PlaceLegalHold', {
  summary: localised(
    '设置法律保全：本案任何内容不得销毁。',
    'Places a legal hold: nothing of the case may be destroyed.',
  ),
  input: { case: caseRef, reason: words, mentions, on: dayOrToday },
}) {}

export class ReleaseLegalHold extends defineCommand('investigation.ReleaseLegalHold', {
  summary: localised('解除法律保全。', 'Releases the legal hold.'),
  input: { case: caseRef, reason: words, mentions, on: dayOrToday },
}) {}

export const matterCommands = [
  AddAllegation,
  AdoptPlan,
  ReferExternally,
  OrderInterimMeasure,
  ReviewInterimMeasure,
  LiftInterimMeasure,
  LinkInvestigation,
  PlaceLegalHold,
  ReleaseLegalHold,
] as const;
export type MatterCommand = InstanceType<(typeof matterCommands)[number]>;

function inForce({ measures }: Open, measure: number): number {
  if (!measures.inForce.includes(measure))
    throw refused('investigation.no-such-measure', ['measure']);
  return measure;
}

function later(reviewOn: string, on: string): string {
  if (reviewOn <= on) throw refused('investigation.review-too-early', ['reviewOn']);
  return reviewOn;
}

export const matterRules: Rules<MatterCommand, Investigation, EventOf<InvestigationEvent>> = {
  AddAllegation({ data: { case: ref, respondent, words: said, mentions: names = [] } }, state) {
    const { allegations } = working(state);
    return [
      AllegationRegistered({
        case: ref,
        allegation: allegations + 1,
        respondentId: respondent?.person,
        respondent: respondent?.name,
        words: written(said, 'words', respondent ? [...names, respondent] : names),
      }),
    ];
  },

  AdoptPlan({ data: { case: ref, text: plan, mentions: names, on } }, state, context) {
    const before = working(state).plan;
    return [
      InvestigationPlanAdopted({
        case: ref,
        on: onDay(on, context),
        version: (before?.version ?? 0) + 1,
        text: written(plan, 'text', names),
      }),
    ];
  },

  ReferExternally({ data }, state, context) {
    const { case: ref, to, announced = false, reason, mentions: names, on } = data;
    opened(state);
    return [
      MatterReferred({
        case: ref,
        on: onDay(on, context),
        announced,
        shownTo: announced ? to : undefined,
        to,
        reason: written(reason, 'reason', names),
      }),
    ];
  },

  OrderInterimMeasure({ data }, state, context) {
    const { case: ref, kind, reviewOn, words: said, mentions: names } = data;
    // People and evidence are protected during a pause too.
    const { measures } = unclosed(state);
    const on = onDay(data.on, context);
    return [
      InterimMeasureOrdered({
        case: ref,
        measure: measures.ordered + 1,
        kind,
        on,
        reviewOn: later(reviewOn, on),
        words: written(said, 'words', names),
      }),
    ];
  },

  ReviewInterimMeasure({ data }, state, context) {
    const { case: ref, measure, reviewOn, reason, mentions: names } = data;
    const on = onDay(data.on, context);
    return [
      InterimMeasureReviewed({
        case: ref,
        measure: inForce(opened(state), measure),
        on,
        reviewOn: later(reviewOn, on),
        reason: written(reason, 'reason', names),
      }),
    ];
  },

  LiftInterimMeasure(
    { data: { case: ref, measure, reason, mentions: names, on } },
    state,
    context,
  ) {
    return [
      InterimMeasureLifted({
        case: ref,
        measure: inForce(opened(state), measure),
        on: onDay(on, context),
        reason: written(reason, 'reason', names),
      }),
    ];
  },

  LinkInvestigation({ data: { case: ref, other, how, reason, mentions: names } }, state) {
    const { links } = opened(state);
    if (other === ref) throw refused('investigation.link-to-itself', ['other']);
    if (links.some((link) => link.other === other && link.how === how)) return [];
    return [
      InvestigationsLinked({
        case: ref,
        other,
        how,
        reason: reason ? narrate(reason, names) : undefined,
      }),
    ];
  },

  PlaceLegalHold({ data: { case: ref, reason, mentions: names, on } }, state, context) {
    const { held } = opened(state);
    const [day, why] = [onDay(on, context), written(reason, 'reason', names)];
    return held ? [] : [LegalHoldPlaced({ case: ref, on: day, reason: why })];
  },

  ReleaseLegalHold({ data: { case: ref, reason, mentions: names, on } }, state, context) {
    const { held } = opened(state);
    const [day, why] = [onDay(on, context), written(reason, 'reason', names)];
    return held ? [LegalHoldReleased({ case: ref, on: day, reason: why })] : [];
  },
};
