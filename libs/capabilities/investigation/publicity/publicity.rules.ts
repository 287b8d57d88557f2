import {
  caseRef,
  defineCommand,
  localised,
  named,
  narrate,
  noted,
  oneOf,
  optional,
  text,
  type EventOf,
  type Rules,
  dayOrToday,
  mentions,
} from '#kernel';
import { onDay, opened } from '../asked.js';
import {
  affectedAnswer,
  bandOf,
  CasePublicityConfirmed,
  CasePublicitySet,
  publicity,
  PublicityProposed,
  publicityReason,
  type InvestigationEvent,
} from '../events.js';
import { refused } from '../investigation.refusals.js';
import type { Investigation } from '../investigation.state.js';

export class SetPublicity extends defineCommand('investigation.SetPublicity', {
  summary: localised(
    '决定谁可以知道本案。降低立即生效，须由第二人确认；当事人反对时，公开须由第二人确认。',
    'Decides who may know of the case. Lowering takes effect at once and needs a second person within 24 hours; raising over an objection takes effect when a second person confirms it.',
  ),
  input: {
    case: caseRef,
    level: publicity,
    reasonClass: noted('Public.', publicityReason),
    reason: noted('Sealed.', text),
    affected: noted(
      'Required to make a case public: what the persons affected said.',
      optional(affectedAnswer),
    ),
    respondent: noted(
      'Required to make a case public: whether the respondent was told.',
      optional(named('RespondentTold', oneOf('told', 'nobody_accused'))),
    ),
    mentions,
    on: dayOrToday,
  },
}) {}

export class ConfirmPublicity extends defineCommand('investigation.ConfirmPublicity', {
  summary: localised(
    '由第二人确认公开程度的决定。',
    'Confirms, as a second person, what was decided about publicity.',
  ),
  input: { case: caseRef, reason: noted('Sealed.', optional(text)), mentions, on: dayOrToday },
}) {}

export const publicityCommands = [SetPublicity, ConfirmPublicity] as const;
export type PublicityCommand = InstanceType<(typeof publicityCommands)[number]>;

export const publicityRules: Rules<PublicityCommand, Investigation, EventOf<InvestigationEvent>> = {
  SetPublicity({ data, meta }, state, context) {
    const { case: ref, level, reasonClass, reason, affected, respondent, mentions: names } = data;
    const before = opened(state);
    const on = onDay(data.on, context);
    if (before.publicity === level) return [];
    if (reason.trim() === '') throw refused('investigation.reason-missing', ['reason']);
    const decided = {
      case: ref,
      on,
      reasonClass,
      by: meta.actor.id,
      reason: narrate(reason, names),
    };
    if (level === 'counted') return [CasePublicitySet({ ...decided, level })];
    if (!affected) throw refused('investigation.affected-not-asked', ['affected']);
    if (!respondent) throw refused('investigation.respondent-not-told', ['respondent']);
    const sealedActions = bandOf(before.sealedActions);
    if (affected !== 'objected')
      return [CasePublicitySet({ ...decided, level, affected, sealedActions })];
    return before.raiseProposed ? [] : [PublicityProposed(decided)];
  },

  ConfirmPublicity({ data, meta }, state, context) {
    const { case: ref, reason, mentions: names } = data;
    const { raiseProposed, loweringUnconfirmed, sealedActions } = opened(state);
    const on = onDay(data.on, context);
    const first = raiseProposed ?? loweringUnconfirmed;
    if (!first) throw refused('investigation.nothing-to-confirm', ['case']);
    if (first.by === meta.actor.id) throw refused('investigation.needs-second-person', ['case']);
    const why = reason?.trim() ? narrate(reason, names) : undefined;
    if (!raiseProposed) return [CasePublicityConfirmed({ case: ref, on, reason: why })];
    if (!why) throw refused('investigation.reason-missing', ['reason']);
    const { reasonClass } = raiseProposed;
    return [
      CasePublicitySet({
        case: ref,
        on,
        level: 'public',
        reasonClass,
        sealedActions: bandOf(sealedActions),
        affected: 'objected',
        by: meta.actor.id,
        reason: why,
      }),
    ];
  },
};
