import type { CharterRules, Constituency, MemberRole } from '#committee/process';
import { localised, type Localised } from '#kernel';

// What the fictional committee wrote down for everyone to read, and who sits on it.

export const policy = {
  kinds: [
    {
      name: 'acknowledgement-sent',
      words: localised('已向举报人书面确认', 'The report was acknowledged in writing'),
    },
    { name: 'documents-preserved', words: localised('已保全文件', 'Documents were preserved') },
    { name: 'interview-held', words: localised('已进行一次面谈', 'An interview was held') },
  ],
  roles: [
    { name: 'intake', words: localised('受理人', 'Intake officer') },
    { name: 'investigator', words: localised('调查员', 'Investigator') },
  ],
};

export interface SeedMember {
  readonly name: string;
  readonly role: MemberRole;
  readonly constituency: Constituency;
  readonly elected?: true;
  readonly protected?: true;
}

/** Seven who vote, an alternate and the secretary. One asked that the name be protected. */
export const members: readonly SeedMember[] = [
  { name: '陆清和', role: 'chair', constituency: 'external_expert' },
  { name: '何晓峰', role: 'member', constituency: 'legal' },
  { name: '孟书慧', role: 'member', constituency: 'hr' },
  { name: '顾念', role: 'member', constituency: 'employee_elected', elected: true },
  { name: 'Daniel Osei', role: 'member', constituency: 'employee_elected', elected: true },
  { name: '石岚', role: 'member', constituency: 'union' },
  { name: '唐若水', role: 'member', constituency: 'board', protected: true },
  { name: '白昀', role: 'alternate', constituency: 'union' },
  { name: '林悦', role: 'secretary', constituency: 'other' },
];

export const election = {
  electorate: localised('全体员工', 'all employees'),
  method: 'ballot',
  on: '2026-09-12',
  turnoutPercent: 71,
} as const;

const rules: CharterRules = {
  seats: [
    { constituency: 'legal', seats: 1 },
    { constituency: 'hr', seats: 1 },
    { constituency: 'employee_elected', seats: 2 },
    { constituency: 'external_expert', seats: 1 },
    { constituency: 'union', seats: 1 },
    { constituency: 'board', seats: 1 },
  ],
  leastEmployeeElected: 2,
  leastExternal: 1,
  leastAlternates: 1,
  leastWomenPercent: 50,
  quorumPercent: 60,
  leastPresent: 4,
  majority: 'simple',
  longestTermDays: 365,
  noticeDays: 3,
};

const sections = (quorum: string, share: string): Localised => ({
  zh: [
    '一、委员会由七位有表决权的成员组成：法务一人、人力资源一人、员工选举二人、外部专家一人、工会一人、董事会一人。女性不少于一半。',
    '二、员工选举的成员由全体员工投票选出。任期不超过一年。',
    '三、成员须申报利益关系。有利益关系的，就相关事项回避，由候补委员递补。',
    `四、会议至少提前三天召集。未回避的成员有${quorum}出席，会议方为有效。赞成多于反对为通过。`,
    '五、委员会定期公布进展。成员、工作规则和调查范围随时公开。',
  ].join('\n'),
  en: [
    '1. The committee has seven voting members: one of legal, one of human resources, two elected by employees, one external expert, one of the union and one of the board. At least half are women.',
    '2. The elected members are chosen by a ballot of all employees. No term is longer than a year.',
    '3. Members declare their interests. Who has one stands aside from what it concerns, and an alternate is seated.',
    `4. Meetings are convened at least three days ahead. A meeting is valid when ${share} of the members who do not stand aside are present. A motion is carried by more votes for than against.`,
    '5. The committee publishes its progress regularly. Members, charter and terms of reference are public at all times.',
  ].join('\n'),
});

export const charter = {
  first: { text: sections('百分之六十', 'sixty percent'), rules },
  second: {
    text: sections('百分之七十', 'seventy percent'),
    rules: { ...rules, quorumPercent: 70 },
    changes: localised(
      '法定人数由百分之六十提高到百分之七十',
      'the quorum rises from sixty to seventy percent',
    ),
  },
};

export const terms = {
  first: {
    text: localised(
      '调查 2025 年供应商是否向采购部人员赠送礼品，以及采购决定是否因此受到影响。',
      'Whether a supplier gave gifts to staff of the purchasing office in 2025, and whether purchases were decided otherwise because of them.',
    ),
  },
  second: {
    text: localised(
      '调查 2024 年至 2025 年供应商是否向采购部人员赠送礼品或提前得到报价，以及采购决定是否因此受到影响。',
      'Whether a supplier gave gifts to staff of the purchasing office or learned of offers early in 2024 and 2025, and whether purchases were decided otherwise because of it.',
    ),
    changes: localised(
      '时间扩大到 2024 年，并增加报价是否外泄',
      'the year 2024 is added, and whether offers were passed on',
    ),
  },
};
