import {
  AdoptCharter,
  ConstituteCommittee,
  AssessInterest,
  FileObjection,
  NominateMember,
  PutMotion,
  Recuse,
  SeatAlternate,
} from '#committee/process';
import {
  AddAllegation,
  AdoptPlan,
  DefineTermsOfReference,
  EnterPublicDocument,
  OpenInvestigation,
  OrderInterimMeasure,
  Pause,
  PlaceLegalHold,
  Resume,
  SetPublicationPolicy,
  SetSeverity,
} from '#investigation/process';
import { localised, type Mention, type Principal } from '#kernel';
import { charter, members, policy, terms } from './demo-words.js';
import { demoSteps, ref, type DemoCommand, type Make, type People } from './demo-steps.js';

// A wholly fictional company, people and matter: gifts of a supplier to the purchasing office of a maker of instruments.
/** The case in the order in which it was recorded. Each command has an id by its place, so that seeding again writes nothing. */
export async function* demoCommands(actor: Principal, people: People): AsyncGenerator<DemoCommand> {
  const mention = async (name: string): Promise<Mention> => ({
    name,
    person: await people.of(ref, name),
  });
  const idOf = (name: string) => people.of(ref, name);
  for (const [i, make] of story(mention, idOf).entries())
    yield await make({ actor, commandId: `seed:demo:${String(i)}` });
}

function story(
  mention: (name: string) => Promise<Mention>,
  idOf: (name: string) => Promise<string>,
): Make[] {
  const { stage, action, appoint, declare, voters, meeting, vote } = demoSteps(mention, idOf);

  return [
    (meta) =>
      new OpenInvestigation(
        {
          case: ref,
          title: localised(
            '霁川仪器：采购环节收受供应商礼品的调查（虚构示例）',
            'Jichuan Instruments: gifts from a supplier to the purchasing office (fictional example)',
          ),
          publicity: 'public',
          basis: 'panel-record',
          receivedAt: '2026-09-07T09:00:00+08:00',
        },
        meta,
      ),
    (meta) => new SetPublicationPolicy({ case: ref, ...policy, on: '2026-09-07' }, meta),
    action(
      '2026-09-07T10:15',
      'report-received',
      'intake',
      '沈一帆',
      '收到匿名举报：采购部小周收受供应商晨岭公司的礼品。转交审计部何晓峰登记。',
      ['小周', '何晓峰', '晨岭公司'],
    ),
    stage('2026-09-08', 'acknowledged'),
    action(
      '2026-09-08T11:40',
      'acknowledgement-sent',
      'intake',
      '沈一帆',
      '向举报人发出书面确认，说明下一步与预计时间。',
      [],
    ),
    (meta) => new SetSeverity({ case: ref, severity: 'ordinary', on: '2026-09-09' }, meta),
    stage('2026-09-11', 'triage'),
    (meta) =>
      new PlaceLegalHold(
        { case: ref, reason: '采购单据与往来邮件在调查结束前不得删除。', on: '2026-09-11' },
        meta,
      ),
    action(
      '2026-09-11T15:30',
      'documents-preserved',
      'investigator',
      'Ruth Okafor',
      'Copies of the purchase orders of Chenling Ltd from 2024 to 2026 were preserved. Zhou Wei was told in writing.',
      ['Zhou Wei', 'Chenling Ltd'],
    ),
    async (meta) =>
      new AddAllegation(
        {
          case: ref,
          words: '周薇在 2025 年五次收受晨岭公司的礼品。',
          respondent: await mention('周薇'),
          mentions: [await mention('晨岭公司')],
        },
        meta,
      ),
    async (meta) =>
      new AddAllegation(
        {
          case: ref,
          words: '周薇将晨岭公司的报价提前告知其销售经理。',
          respondent: await mention('周薇'),
          mentions: [await mention('晨岭公司')],
        },
        meta,
      ),
    (meta) => new AdoptCharter({ case: ref, ...charter.first, on: '2026-09-14' }, meta),
    async (meta) =>
      new NominateMember(
        {
          ...{ case: ref, constituency: 'employee_elected', on: '2026-09-14' },
          member: await mention('顾念'),
        },
        meta,
      ),
    async (meta) =>
      new NominateMember(
        {
          ...{ case: ref, constituency: 'employee_elected', on: '2026-09-14' },
          member: await mention('Daniel Osei'),
        },
        meta,
      ),
    ...members.map(appoint),
    ...voters.map(({ name }) => declare(name, name === '孟书慧' ? 'reporting_line' : undefined)),
    async (meta) =>
      new AssessInterest(
        {
          ...{ case: ref, member: await idOf('孟书慧'), outcome: 'manageable', on: '2026-09-17' },
          reason: '仅涉及第二项指称，就该项回避即可。',
        },
        meta,
      ),
    (meta) => new ConstituteCommittee({ case: ref, women: 4, on: '2026-09-18' }, meta),
    stage('2026-09-18', 'constituted'),
    (meta) => new DefineTermsOfReference({ case: ref, ...terms.first, on: '2026-09-21' }, meta),
    stage('2026-09-22', 'planning'),
    ...meeting(1, '2026-09-18', '2026-09-23'),
    (meta) =>
      new PutMotion(
        { case: ref, meeting: 1, subject: 'plan', words: '通过调查方案第一稿。' },
        meta,
      ),
    ...vote(1, []),
    (meta) =>
      new AdoptPlan(
        { case: ref, text: '先调取单据，再分别面谈，最后核对往来邮件。', on: '2026-09-23' },
        meta,
      ),
    async (meta) =>
      new Recuse(
        {
          ...{ case: ref, member: await idOf('孟书慧'), allegation: 2, on: '2026-09-24' },
          reason: '两年前与被举报人在同一组工作，涉及第二项指称的时段。',
        },
        meta,
      ),
    async (meta) =>
      new SeatAlternate(
        {
          ...{ case: ref, alternate: await idOf('白昀'), insteadOf: await idOf('孟书慧') },
          ...{ allegation: 2, on: '2026-09-25' },
        },
        meta,
      ),
    async (meta) =>
      new OrderInterimMeasure(
        {
          ...{ case: ref, kind: 'access_change', reviewOn: '2026-10-26', on: '2026-09-28' },
          words: '调查期间，周薇不再审批晨岭公司的订单。',
          mentions: [await mention('周薇'), await mention('晨岭公司')],
        },
        meta,
      ),
    stage('2026-09-29', 'fact_finding'),
    (meta) =>
      new Pause(
        {
          ...{ case: ref, reasonClass: 'evidence_awaited', on: '2026-09-30' },
          reason: '等待供应商寄回签收单。',
        },
        meta,
      ),
    (meta) => new Resume({ case: ref, on: '2026-10-09' }, meta),
    (meta) => new AdoptCharter({ case: ref, ...charter.second, on: '2026-10-12' }, meta),
    action(
      '2026-10-13T10:00',
      'interview-held',
      'investigator',
      'Ruth Okafor',
      'Zhou Wei was interviewed with a companion. She disputes two of the five gifts and names Qian Jing as a witness.',
      ['Zhou Wei', 'Qian Jing'],
    ),
    ...meeting(2, '2026-10-12', '2026-10-16'),
    (meta) =>
      new PutMotion(
        { case: ref, meeting: 2, subject: 'publication', words: '在认定之前公开礼品的种类。' },
        meta,
      ),
    ...vote(2, ['何晓峰', '孟书慧', '顾念', 'Daniel Osei']),
    async (meta) =>
      new FileObjection(
        {
          ...{ case: ref, topic: 'delay', on: '2026-10-17' },
          words: '顾念认为公开的时间一再推迟，要求写明下一次公开的日期。',
          mentions: [await mention('顾念')],
        },
        meta,
      ),
    (meta) => new DefineTermsOfReference({ case: ref, ...terms.second, on: '2026-10-19' }, meta),
    action(
      '2026-10-20T14:20',
      'interview-held',
      'investigator',
      '何晓峰',
      '与证人钱静面谈。钱静确认其中一件礼品已退回，并提供快递单据。',
      ['钱静'],
    ),
    action(
      '2026-11-03T16:00',
      'note-filed',
      'secretary',
      '林悦',
      '整理面谈记录，周薇对记录提出三处更正，均已附入。',
      ['周薇'],
    ),
    (meta) =>
      new EnterPublicDocument(
        {
          case: ref,
          on: '2026-11-10',
          says: localised('公司公告称', 'The company’s notice says'),
          source: localised(
            '霁川仪器致全体员工的公告',
            'Notice of Jichuan Instruments to all employees',
          ),
          excerpt: localised(
            '调查仍在进行。结论形成之前，请不要猜测涉及何人；需要帮助的同事可以联系支持专员。',
            'The investigation goes on. Until it ends, please do not guess at who is concerned; colleagues who need help can reach the support coordinator.',
          ),
        },
        meta,
      ),
  ];
}
