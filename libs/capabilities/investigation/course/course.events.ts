import {
  choice,
  textVersion,
  caseRef,
  day,
  defineEvent,
  fill,
  instant,
  localised,
  localisedText,
  named,
  narrative,
  noted,
  oneOf,
  open,
  optional,
  panel,
  procedure,
} from '#kernel';
import { precision } from '../records/records.events.js';
import { stage, stageWords } from './stages.js';

/** What a case rests on, so that a page can say whose words these are. */
export const bases = ['panel-record', 'open-letter', 'published-record'] as const;
export type Basis = (typeof bases)[number];
export const basis = noted('What a case rests on.', named('Basis', oneOf(...bases)));

export const publicity = noted(
  'Who may know of a case.',
  named('Publicity', oneOf('counted', 'public')),
);

/** A case was opened. */
export const InvestigationOpened = defineEvent('investigation.InvestigationOpened', {
  version: 1,
  summary: localised('立案', 'An investigation was opened.'),
  fields: {
    case: open(caseRef),
    title: open(localisedText),
    publicity: open(publicity),
    basis: open(basis),
    receivedOn: open(day),
    precision: open(precision),
    receivedAt: procedure(instant),
  },
  publicity: ({ publicity }) => publicity,
  entry: ({ receivedOn, precision, title }) => ({
    kind: 'opening',
    date: receivedOn,
    precision,
    title: localised('立案', 'Case opened'),
    text: fill(localised('案件「{title}」已受理。', 'The case “{title}” was received.'), { title }),
  }),
});

/** The case reached a stage. */
export const StageEntered = defineEvent('investigation.StageEntered', {
  version: 1,
  summary: localised('进入阶段', 'The case reached a stage.'),
  fields: {
    case: open(caseRef),
    from: open(stage),
    to: open(stage),
    on: open(day),
    reason: panel(optional(narrative)),
  },
  entry: ({ from, to, on }) => ({
    kind: 'stage',
    date: on,
    title: fill(localised('进入阶段：{stage}', 'Stage reached: {stage}'), {
      stage: stageWords[to],
    }),
    text: fill(
      localised('案件由「{from}」进入「{to}」。', 'The case went from “{from}” to “{to}”.'),
      {
        from: stageWords[from],
        to: stageWords[to],
      },
    ),
  }),
});

/** How urgent a matter is: it decides which clocks run. */
export const severity = choice('Severity', 'How urgent a matter is.', {
  ordinary: localised('一般', 'Ordinary'),
  crisis: localised('紧急', 'Crisis'),
});
export type Severity = (typeof severity.values)[number];

/** It was decided how urgent the matter is. */
export const SeveritySet = defineEvent('investigation.SeveritySet', {
  version: 1,
  summary: localised('确定紧急程度', 'It was decided how urgent the matter is.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    severity: open(severity),
    reason: panel(optional(narrative)),
  },
  entry: ({ on, severity: level }) => ({
    kind: 'severity',
    date: on,
    title: fill(localised('紧急程度：{level}', 'Severity: {level}'), {
      level: severity.words[level],
    }),
  }),
});

/** It was laid down what is investigated, by whom it was asked, and what is not part of it. */
export const TermsOfReferenceAdopted = defineEvent('investigation.TermsOfReferenceAdopted', {
  version: 1,
  summary: localised('确定调查范围', 'The terms of reference were adopted.'),
  // `hash` is that of `text`.
  fields: textVersion,
  entry: ({ on }) => ({
    kind: 'terms-of-reference',
    date: on,
    title: localised('调查范围已确定', 'Terms of reference adopted'),
    text: localised(
      '委员会确定了调查范围（第 1 版）。全文见本案的调查范围页。',
      'The terms of reference were adopted (version 1). Their text stands on the page of the terms.',
    ),
  }),
});

/** The terms of reference were changed; the versions before stay readable. */
export const TermsOfReferenceAmended = defineEvent('investigation.TermsOfReferenceAmended', {
  version: 1,
  summary: localised('修订调查范围', 'The terms of reference were amended.'),
  fields: { ...textVersion, changes: open(localisedText) },
  entry: ({ on, version, changes }) => ({
    kind: 'terms-of-reference',
    date: on,
    title: fill(
      localised(
        '调查范围已修订（第 {version} 版）',
        'Terms of reference amended (version {version})',
      ),
      { version },
    ),
    text: fill(localised('修订内容：{changes}', 'What changed: {changes}'), { changes }),
  }),
});

/** Why an investigation rests. The class is public, the words are sealed. */
export const pauseReason = choice('PauseReason', 'Why an investigation rests.', {
  police_first: localised('公安机关先行处理', 'the police go first'),
  court_order: localised('法院要求', 'a court ordered it'),
  health_of_a_person: localised('有关人员的健康', 'the health of a person concerned'),
  evidence_awaited: localised('等待证据', 'evidence is awaited'),
  other: localised('其他原因', 'another reason'),
});
export type PauseReason = (typeof pauseReason.values)[number];

/** The investigation rests. */
export const InvestigationPaused = defineEvent('investigation.InvestigationPaused', {
  version: 1,
  summary: localised('暂停调查', 'The investigation was paused.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    reasonClass: open(pauseReason),
    reason: panel(narrative),
  },
  entry: ({ on, reasonClass }) => ({
    kind: 'pause',
    date: on,
    title: localised('调查暂停', 'Investigation paused'),
    text: fill(localised('原因：{reason}。', 'Reason: {reason}.'), {
      reason: pauseReason.words[reasonClass],
    }),
  }),
});

/** The investigation goes on. */
export const InvestigationResumed = defineEvent('investigation.InvestigationResumed', {
  version: 1,
  summary: localised('恢复调查', 'The investigation was resumed.'),
  fields: { case: open(caseRef), on: open(day), reason: panel(optional(narrative)) },
  entry: ({ on }) => ({
    kind: 'pause',
    date: on,
    title: localised('调查恢复', 'Investigation resumed'),
  }),
});
