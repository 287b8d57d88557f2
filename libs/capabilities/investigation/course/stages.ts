import { localised, named, noted, oneOf, type Localised } from '#kernel';

/** The thirteen stages of a case and the two that may follow, in order (the public sees four steps). */
export const stages = [
  'received',
  'acknowledged',
  'triage',
  'constituted',
  'planning',
  'fact_finding',
  'analysis',
  'representations',
  'findings',
  'decision',
  'remediation',
  'monitoring',
  'closed',
  'appeal',
  'reopened',
] as const;
export type Stage = (typeof stages)[number];
export const stage = noted('The stages of an investigation.', named('Stage', oneOf(...stages)));

export const stageWords: { readonly [S in Stage]: Localised } = {
  received: localised('已受理', 'Received'),
  acknowledged: localised('已确认', 'Acknowledged'),
  triage: localised('初步评估', 'Triage'),
  constituted: localised('组成委员会', 'Committee constituted'),
  planning: localised('制定方案', 'Planning'),
  fact_finding: localised('调查取证', 'Fact-finding'),
  analysis: localised('分析', 'Analysis'),
  representations: localised('听取申辩', 'Representations'),
  findings: localised('形成认定', 'Findings'),
  decision: localised('作出决定', 'Decision'),
  remediation: localised('整改落实', 'Remediation'),
  monitoring: localised('跟踪回访', 'Monitoring'),
  closed: localised('结案', 'Closed'),
  appeal: localised('申诉复核', 'Appeal'),
  reopened: localised('重启', 'Reopened'),
};

/** The four steps that pages show; ISO 37002's receive, assess, address, conclude. */
export const steps = ['received', 'looking_into_it', 'acting_on_it', 'finished'] as const;
export type Step = (typeof steps)[number];
export const step = noted('The four steps that pages show.', named('Step', oneOf(...steps)));

export const stepWords: { readonly [S in Step]: Localised } = {
  received: localised('已收到', 'Received'),
  looking_into_it: localised('核实中', 'Looking into it'),
  acting_on_it: localised('处理中', 'Acting on it'),
  finished: localised('已结束', 'Finished'),
};

export const stepOf: { readonly [S in Stage]: Step } = {
  received: 'received',
  acknowledged: 'received',
  triage: 'looking_into_it',
  constituted: 'looking_into_it',
  planning: 'looking_into_it',
  fact_finding: 'looking_into_it',
  analysis: 'looking_into_it',
  representations: 'looking_into_it',
  findings: 'looking_into_it',
  decision: 'acting_on_it',
  remediation: 'acting_on_it',
  monitoring: 'acting_on_it',
  closed: 'finished',
  appeal: 'acting_on_it',
  reopened: 'looking_into_it',
};
