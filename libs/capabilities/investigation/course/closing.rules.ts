import {
  caseRef,
  defineCommand,
  listOf,
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
import { onDay, opened, working, written } from '../asked.js';
import {
  InvestigationClosed,
  InvestigationReopened,
  milestone,
  milestonesIn,
  outcome,
  reopeningReason,
  stages,
  type InvestigationEvent,
} from '../events.js';
import { refused } from '../investigation.refusals.js';
import { missingOf, type Investigation } from '../investigation.state.js';

export class CloseInvestigation extends defineCommand('investigation.CloseInvestigation', {
  summary: localised('结案。', 'Closes the case.'),
  input: {
    case: caseRef,
    outcome,
    despite: noted(
      'What is missing and accepted to be missing; public.',
      optional(listOf(milestone, 20)),
    ),
    reason: noted(
      'Sealed; required for an early exit and when something is missing.',
      optional(text),
    ),
    mentions,
    on: dayOrToday,
  },
}) {}

export class Reopen extends defineCommand('investigation.Reopen', {
  summary: localised('重启已结案件。', 'Takes a closed case up again.'),
  input: {
    case: caseRef,
    reasonClass: noted('Public.', reopeningReason),
    reason: noted('Sealed.', text),
    mentions,
    on: dayOrToday,
  },
}) {}

export const closingCommands = [CloseInvestigation, Reopen] as const;
export type ClosingCommand = InstanceType<(typeof closingCommands)[number]>;

export const closingRules: Rules<ClosingCommand, Investigation, EventOf<InvestigationEvent>> = {
  CloseInvestigation({ data }, state, context) {
    const { case: ref, outcome: how, despite = [], reason, mentions: names } = data;
    const open = working(state);
    const on = onDay(data.on, context);
    const early = how !== 'completed';
    if (early && stages.indexOf(open.stage) > stages.indexOf('triage') && open.stage !== 'reopened')
      throw refused('investigation.exit-only-from-triage', ['outcome']);
    // An early exit ends before there is anything to be missing.
    const missing = early ? [] : missingOf(open);
    const unsaid = missing.filter((item) => !despite.includes(item));
    if (unsaid.length > 0)
      throw refused('investigation.steps-missing', ['despite'], { missing: milestonesIn(unsaid) });
    if ((early || missing.length > 0) && !reason?.trim())
      throw refused('investigation.closing-needs-reason', ['reason']);
    return [
      InvestigationClosed({
        case: ref,
        on,
        from: open.stage,
        outcome: how,
        missing,
        reason: reason ? narrate(reason, names) : undefined,
      }),
    ];
  },

  Reopen({ data: { case: ref, reasonClass, reason, mentions: names, on } }, state, context) {
    const { stage: from } = opened(state);
    // An appeal that is upheld takes the case up again.
    if (from !== 'closed' && from !== 'appeal') throw refused('investigation.not-closed', ['case']);
    const why = written(reason, 'reason', names);
    return [InvestigationReopened({ case: ref, on: onDay(on, context), reasonClass, reason: why })];
  },
};
