import {
  choice,
  caseRef,
  day,
  defineEvent,
  fill,
  listOf,
  localised,
  narrative,
  open,
  optional,
  panel,
  type Localised,
} from '#kernel';
import { stage } from './stages.js';

/** How a case ends. The three early exits need written reasons. */
export const outcome = choice('Outcome', 'How a case ends.', {
  completed: localised('调查完成', 'the investigation was completed'),
  out_of_scope: localised('不属于受理范围', 'the matter is out of scope'),
  referred: localised('已移交其他机构', 'the matter was referred elsewhere'),
  no_prima_facie: localised('初步评估未发现可查事实', 'triage found nothing to investigate'),
});
export type Outcome = (typeof outcome.values)[number];

/** What a complete investigation has; a case that ends without one of them says so. */
export const milestone = choice('Milestone', 'What a complete investigation has.', {
  terms_of_reference: localised('调查范围', 'terms of reference'),
  committee: localised('调查委员会', 'a constituted committee'),
  plan: localised('调查方案', 'an investigation plan'),
  allegations: localised('登记的指称', 'registered allegations'),
  findings: localised('形成认定阶段', 'the stage of findings'),
  decision: localised('作出决定阶段', 'the stage of decision'),
});
export type Milestone = (typeof milestone.values)[number];

/** Words of several milestone.values in one sentence. */
export const milestonesIn = (list: readonly Milestone[]): Localised => ({
  zh: list.map((item) => milestone.words[item].zh).join('、'),
  en: list.map((item) => milestone.words[item].en).join(', '),
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
      { how: outcome.words[how], missing: milestonesIn(missing) },
    ),
  }),
});

/** Why a closed case is taken up again. */
export const reopeningReason = choice('ReopeningReason', 'Why a closed case is taken up again.', {
  new_evidence: localised('出现新证据', 'there is new evidence'),
  appeal_upheld: localised('申诉成立', 'an appeal was upheld'),
  procedural_fault: localised('程序有误', 'the procedure was at fault'),
  other: localised('其他原因', 'another reason'),
});

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
      reason: reopeningReason.words[reasonClass],
    }),
  }),
});
