import { choice, localised, named, noted, oneOf } from '#kernel';

/** Who a seat stands for. `other` counts for no seat that a charter reserves. */
export const constituency = choice('Constituency', 'Who a seat stands for.', {
  legal: localised('法务', 'legal'),
  hr: localised('人力资源', 'human resources'),
  employee_elected: localised('员工选举', 'elected by employees'),
  external_expert: localised('外部专家', 'external expert'),
  union: localised('工会', 'union'),
  board: localised('董事会', 'board'),
  other: localised('其他', 'other'),
});
export type Constituency = (typeof constituency.values)[number];

/** What somebody does on a committee. Alternates vote once they are seated; a secretary never does. */
export const memberRole = choice('MemberRole', 'What somebody does on a committee.', {
  chair: localised('主任委员', 'chair'),
  member: localised('委员', 'member'),
  alternate: localised('候补委员', 'alternate member'),
  secretary: localised('秘书', 'secretary'),
});
export type MemberRole = (typeof memberRole.values)[number];

/** How the members whom employees elect were chosen. */
export const electionMethod = choice('ElectionMethod', 'How a member was chosen.', {
  ballot: localised('投票选举', 'by ballot'),
  show_of_hands: localised('举手表决', 'by a show of hands'),
  unopposed: localised('无竞争当选', 'unopposed'),
  other: localised('其他方式', 'in another way'),
});

export const endingReason = choice('EndingReason', 'Why a term ended.', {
  term_over: localised('任期届满', 'the term is over'),
  resigned: localised('本人辞任', 'the member resigned'),
  left_company: localised('离开公司', 'the member left the company'),
  replaced: localised('更换人选', 'the member was replaced'),
  other: localised('其他原因', 'another reason'),
});

export const removalReason = choice('RemovalReason', 'Why a member was removed.', {
  undeclared_conflict: localised('未申报利益冲突', 'a conflict was not declared'),
  breach_of_charter: localised('违反工作规则', 'the charter was breached'),
  absence: localised('长期缺席', 'long absence'),
  other: localised('其他原因', 'another reason'),
});

/** Classes of interests that members declare. The words are sealed. */
export const interestClass = choice('InterestClass', 'What kind of interest a member has.', {
  kinship: localised('亲属关系', 'kinship'),
  reporting_line: localised('上下级关系', 'a reporting line'),
  friendship: localised('私人交往', 'friendship'),
  business: localised('经济利益', 'a business interest'),
  prior_involvement: localised('曾经参与此事', 'an earlier part in the matter'),
  other: localised('其他关系', 'another interest'),
});

export const assessments = ['none', 'manageable', 'conflicted'] as const;
export const assessment = noted(
  'What a declared interest means.',
  named('Assessment', oneOf(...assessments)),
);

/** What a committee votes on. */
export const motionSubject = choice('MotionSubject', 'What a committee votes on.', {
  plan: localised('调查方案', 'the plan of the investigation'),
  charter: localised('工作规则', 'the charter'),
  finding: localised('认定', 'a finding'),
  decision: localised('决定', 'a decision'),
  publication: localised('信息公开', 'a publication'),
  membership: localised('委员会组成', 'the membership'),
  procedure: localised('程序事项', 'the procedure'),
});
export type MotionSubject = (typeof motionSubject.values)[number];

export const votes = ['for', 'against', 'abstain'] as const;
export const vote = named('Vote', oneOf(...votes));

/** What an objection is about. */
export const objectionTopic = choice('ObjectionTopic', 'What an objection is about.', {
  membership: localised('委员会组成', 'the membership'),
  charter: localised('工作规则', 'the charter'),
  meeting: localised('会议', 'a meeting'),
  decision: localised('决定', 'a decision'),
  delay: localised('拖延', 'delay'),
  other: localised('其他事项', 'another matter'),
});
