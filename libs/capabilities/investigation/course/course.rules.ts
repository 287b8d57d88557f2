import {
  canonicalJson,
  caseRef,
  dayIn,
  defineCommand,
  formatInstant,
  localised,
  localisedText,
  narrate,
  noted,
  optional,
  text,
  type EventOf,
  type Rules,
  dayOrToday,
  mentions,
} from '#kernel';
import { moment, onDay, opened, pastDay, unclosed, working, written } from '../asked.js';
import {
  basis,
  InvestigationOpened,
  InvestigationPaused,
  InvestigationResumed,
  pauseReason,
  precision,
  publicity,
  severity,
  SeveritySet,
  stage,
  StageEntered,
  stages,
  TermsOfReferenceAdopted,
  TermsOfReferenceAmended,
  type InvestigationEvent,
} from '../events.js';
import { refused } from '../investigation.refusals.js';
import { type Investigation, type Open } from '../investigation.state.js';

export class OpenInvestigation extends defineCommand('investigation.OpenInvestigation', {
  summary: localised('立案。', 'Opens a case.'),
  input: {
    case: noted('Reference of the new case.', caseRef),
    title: localisedText,
    publicity: noted('Left out: counted.', optional(publicity)),
    basis: noted('Left out: the panel’s own record.', optional(basis)),
    receivedAt: noted('When it was received, ISO 8601 with offset.', text),
    precision: optional(precision),
  },
}) {}

export class SetSeverity extends defineCommand('investigation.SetSeverity', {
  summary: localised('确定紧急程度。', 'Decides how urgent the matter is.'),
  input: {
    case: caseRef,
    severity,
    reason: noted('Sealed.', optional(text)),
    mentions,
    on: dayOrToday,
  },
}) {}

export class DefineTermsOfReference extends defineCommand('investigation.DefineTermsOfReference', {
  summary: localised(
    '确定或修订调查范围。',
    'Adopts the terms of reference, or a new version of them.',
  ),
  input: {
    case: caseRef,
    text: noted('Public, whole. Name no person in it.', localisedText),
    changes: noted(
      'Public: what a new version changes. Required from the second version on.',
      optional(localisedText),
    ),
    on: dayOrToday,
  },
}) {}

export class ChangeStage extends defineCommand('investigation.ChangeStage', {
  summary: localised('进入另一阶段。', 'Says that the case reached a stage.'),
  input: {
    case: caseRef,
    to: stage,
    reason: noted('Sealed; required when going back.', optional(text)),
    mentions,
    on: dayOrToday,
  },
}) {}

export class Pause extends defineCommand('investigation.Pause', {
  summary: localised('暂停调查。', 'Pauses the investigation.'),
  input: {
    case: caseRef,
    reasonClass: noted('Public.', pauseReason),
    reason: noted('Sealed.', text),
    mentions,
    on: dayOrToday,
  },
}) {}

export class Resume extends defineCommand('investigation.Resume', {
  summary: localised('恢复调查。', 'Resumes the investigation.'),
  input: { case: caseRef, reason: noted('Sealed.', optional(text)), mentions, on: dayOrToday },
}) {}

export const courseCommands = [
  OpenInvestigation,
  SetSeverity,
  DefineTermsOfReference,
  ChangeStage,
  Pause,
  Resume,
] as const;
export type CourseCommand = InstanceType<(typeof courseCommands)[number]>;

/** Stages that have a command of their own, with rules of their own. */
const elsewhere = {
  closed: 'investigation.close-instead',
  reopened: 'investigation.reopen-instead',
} as const;

const blank = (words: string | undefined): boolean => !words?.trim();

const isClosed = (state: Investigation): state is Open =>
  state.phase === 'open' && state.stage === 'closed';

export const courseRules: Rules<CourseCommand, Investigation, EventOf<InvestigationEvent>> = {
  OpenInvestigation({ data }, state, context) {
    if (state.phase === 'open') throw refused('investigation.already-open', ['case']);
    const { receivedAt, ...rest } = data;
    const received = moment(receivedAt, 'receivedAt');
    const known = data.precision ?? 'day';
    return [
      InvestigationOpened({
        ...rest,
        publicity: data.publicity ?? 'counted',
        basis: data.basis ?? 'panel-record',
        precision: known,
        receivedOn: pastDay(dayIn(context.zone, received), known, 'receivedAt', context),
        receivedAt: formatInstant(received),
      }),
    ];
  },

  SetSeverity(
    { data: { case: ref, severity: level, reason, mentions: names, on } },
    state,
    context,
  ) {
    const before = unclosed(state);
    const day = onDay(on, context);
    if (before.severity === level) return [];
    return [
      SeveritySet({
        case: ref,
        on: day,
        severity: level,
        reason: reason ? narrate(reason, names) : undefined,
      }),
    ];
  },

  DefineTermsOfReference({ data }, state, context) {
    const { terms } = working(state);
    const { case: ref, text: words, changes } = data;
    if (blank(words.zh) || blank(words.en)) throw refused('investigation.text-missing', ['text']);
    const hash = context.sha256(canonicalJson(words));
    if (terms?.hash === hash) return [];
    const next = { case: ref, on: onDay(data.on, context), text: words, hash };
    if (!terms) return [TermsOfReferenceAdopted({ ...next, version: 1 })];
    if (!changes || blank(changes.zh) || blank(changes.en))
      throw refused('investigation.changes-missing', ['changes']);
    return [TermsOfReferenceAmended({ ...next, version: terms.version + 1, changes })];
  },

  ChangeStage({ data: { case: ref, to, reason, mentions: names, on } }, state, context) {
    // An appeal is lodged against a case that ended.
    const { stage: from } = to === 'appeal' && isClosed(state) ? state : working(state);
    const day = onDay(on, context);
    if (to === from) return [];
    if (to === 'closed' || to === 'reopened') throw refused(elsewhere[to], ['to']);
    // After an appeal or a reopening the stages are walked through again.
    const again = from === 'reopened' || from === 'appeal';
    const back = !again && stages.indexOf(to) < stages.indexOf(from);
    if (back && blank(reason)) throw refused('investigation.going-back-needs-reason', ['reason']);
    return [
      StageEntered({
        case: ref,
        from,
        to,
        on: day,
        reason: reason ? narrate(reason, names) : undefined,
      }),
    ];
  },

  Pause({ data: { case: ref, reasonClass, reason, mentions: names, on } }, state, context) {
    const { paused } = unclosed(state);
    const [why, day] = [written(reason, 'reason', names), onDay(on, context)];
    return paused ? [] : [InvestigationPaused({ case: ref, on: day, reasonClass, reason: why })];
  },

  Resume({ data: { case: ref, reason, mentions: names, on } }, state, context) {
    const { paused } = opened(state);
    const day = onDay(on, context);
    if (!paused) return [];
    return [
      InvestigationResumed({
        case: ref,
        on: day,
        reason: reason ? narrate(reason, names) : undefined,
      }),
    ];
  },
};
