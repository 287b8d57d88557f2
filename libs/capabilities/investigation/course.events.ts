import {
  caseRef,
  day,
  defineEvent,
  fill,
  instant,
  integer,
  listOf,
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
  sha256,
  type Localised,
} from '#kernel';
import { precision } from './records.events.js';
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
export const severities = ['ordinary', 'crisis'] as const;
export type Severity = (typeof severities)[number];
export const severity = noted('How urgent a matter is.', named('Severity', oneOf(...severities)));
export const severityWords = {
  ordinary: localised('一般', 'Ordinary'),
  crisis: localised('紧急', 'Crisis'),
} satisfies Record<(typeof severities)[number], Localised>;

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
      level: severityWords[level],
    }),
  }),
});

const terms = {
  case: open(caseRef),
  on: open(day),
  version: open(integer),
  text: open(localisedText),
  /** SHA-256 of the canonical JSON of `text`, hex. */
  hash: open(sha256),
};

/** It was laid down what is investigated, by whom it was asked, and what is not part of it. */
export const TermsOfReferenceAdopted = defineEvent('investigation.TermsOfReferenceAdopted', {
  version: 1,
  summary: localised('确定调查范围', 'The terms of reference were adopted.'),
  fields: terms,
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
  fields: { ...terms, changes: open(localisedText) },
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
export const pauseReasons = [
  'police_first',
  'court_order',
  'health_of_a_person',
  'evidence_awaited',
  'other',
] as const;
export type PauseReason = (typeof pauseReasons)[number];
export const pauseReason = noted(
  'Why an investigation rests.',
  named('PauseReason', oneOf(...pauseReasons)),
);
export const pauseReasonWords = {
  police_first: localised('公安机关先行处理', 'the police go first'),
  court_order: localised('法院要求', 'a court ordered it'),
  health_of_a_person: localised('有关人员的健康', 'the health of a person concerned'),
  evidence_awaited: localised('等待证据', 'evidence is awaited'),
  other: localised('其他原因', 'another reason'),
} satisfies Record<(typeof pauseReasons)[number], Localised>;

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
      reason: pauseReasonWords[reasonClass],
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

/** How a case ends. The three early exits need written reasons. */
export const outcomes = ['completed', 'out_of_scope', 'referred', 'no_prima_facie'] as const;
export type Outcome = (typeof outcomes)[number];
export const outcome = noted('How a case ends.', named('Outcome', oneOf(...outcomes)));
export const outcomeWords = {
  completed: localised('调查完成', 'the investigation was completed'),
  out_of_scope: localised('不属于受理范围', 'the matter is out of scope'),
  referred: localised('已移交其他机构', 'the matter was referred elsewhere'),
  no_prima_facie: localised('初步评估未发现可查事实', 'triage found nothing to investigate'),
} satisfies Record<(typeof outcomes)[number], Localised>;

/** What a complete investigation has; a case that ends without one of them says so. */
export const milestones = [
  'terms_of_reference',
  'committee',
  'plan',
  'allegations',
  'findings',
  'decision',
] as const;
export type Milestone = (typeof milestones)[number];
export const milestone = noted(
  'What a complete investigation has.',
  named('Milestone', oneOf(...milestones)),
);
export const milestoneWords = {
  terms_of_reference: localised('调查范围', 'terms of reference'),
  committee: localised('调查委员会', 'a constituted committee'),
  plan: localised('调查方案', 'an investigation plan'),
  allegations: localised('登记的指称', 'registered allegations'),
  findings: localised('形成认定阶段', 'the stage of findings'),
  decision: localised('作出决定阶段', 'the stage of decision'),
} satisfies Record<Milestone, Localised>;

/** Words of several milestones in one sentence. */
export const milestonesIn = (list: readonly Milestone[]): Localised => ({
  zh: list.map((item) => milestoneWords[item].zh).join('、'),
  en: list.map((item) => milestoneWords[item].en).join(', '),
});

/** The case ended. What it ended without is said. */
export const InvestigationClosed = defineEvent('investigation.InvestigationClosed', {
  version: 1,
  summary: localised('结案', 'The case was closed.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    from: open(stage),
    outcome: open(outcome),
    missing: open(listOf(milestone, 20)),
    reason: panel(optional(narrative)),
  },
  entry: ({ on, outcome: how, missing }) => ({
    kind: 'closing',
    date: on,
    title: localised('结案', 'Case closed'),
    text: fill(
      missing.length === 0
        ? localised('{how}。', 'How it ended: {how}.')
        : localised(
            '{how}。结案时尚缺：{missing}。',
            'How it ended: {how}. Closed without: {missing}.',
          ),
      { how: outcomeWords[how], missing: milestonesIn(missing) },
    ),
  }),
});

/** Why a closed case is taken up again. */
export const reopeningReasons = [
  'new_evidence',
  'appeal_upheld',
  'procedural_fault',
  'other',
] as const;
export const reopeningReason = noted(
  'Why a closed case is taken up again.',
  named('ReopeningReason', oneOf(...reopeningReasons)),
);
export const reopeningReasonWords = {
  new_evidence: localised('出现新证据', 'there is new evidence'),
  appeal_upheld: localised('申诉成立', 'an appeal was upheld'),
  procedural_fault: localised('程序有误', 'the procedure was at fault'),
  other: localised('其他原因', 'another reason'),
} satisfies Record<(typeof reopeningReasons)[number], Localised>;

/** A closed case was taken up again. */
export const InvestigationReopened = defineEvent('investigation.InvestigationReopened', {
  version: 1,
  summary: localised('重启案件', 'A closed case was reopened.'),
  fields: {
    case: open(caseRef),
    on: open(day),
    reasonClass: open(reopeningReason),
    reason: panel(narrative),
  },
  entry: ({ on, reasonClass }) => ({
    kind: 'reopening',
    date: on,
    title: localised('案件重启', 'Case reopened'),
    text: fill(localised('原因：{reason}。', 'Reason: {reason}.'), {
      reason: reopeningReasonWords[reasonClass],
    }),
  }),
});
