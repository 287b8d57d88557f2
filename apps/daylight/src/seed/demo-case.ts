import {
  EnterPublicDocument,
  EnterStage,
  OpenInvestigation,
  RecordAction,
  SetPublicationPolicy,
  type Stage,
} from '#investigation/process';
import { localised, type Command, type Mention, type Principal } from '#kernel';

// A wholly fictional company, people and matter: gifts of a supplier to the purchasing office of a maker of instruments.
const ref = 'demo';

interface Step {
  readonly at: string;
  readonly kind: string;
  readonly role: string;
  readonly actor: string;
  readonly summary: string;
  readonly names: readonly string[];
}

const steps: readonly (Step | { readonly at: string; readonly stage: Stage })[] = [
  {
    at: '2026-09-07T10:15:00+08:00',
    kind: 'report-received',
    role: 'intake',
    actor: '沈一帆',
    summary: '收到匿名举报：采购部小周收受供应商晨岭公司的礼品。转交审计部何晓峰登记。',
    names: ['小周', '何晓峰', '晨岭公司'],
  },
  { at: '2026-09-08T09:00:00+08:00', stage: 'acknowledged' },
  {
    at: '2026-09-08T11:40:00+08:00',
    kind: 'acknowledgement-sent',
    role: 'intake',
    actor: '沈一帆',
    summary: '向举报人发出书面确认，说明下一步与预计时间。',
    names: [],
  },
  { at: '2026-09-11T14:00:00+08:00', stage: 'triage' },
  {
    at: '2026-09-11T15:30:00+08:00',
    kind: 'documents-preserved',
    role: 'investigator',
    actor: 'Ruth Okafor',
    summary:
      'Copies of the purchase orders of Chenling Ltd from 2024 to 2026 were preserved. Zhou Wei was told in writing.',
    names: ['Zhou Wei', 'Chenling Ltd'],
  },
  { at: '2026-09-18T09:30:00+08:00', stage: 'constituted' },
  { at: '2026-09-22T09:30:00+08:00', stage: 'planning' },
  { at: '2026-09-29T09:00:00+08:00', stage: 'fact_finding' },
  {
    at: '2026-10-13T10:00:00+08:00',
    kind: 'interview-held',
    role: 'investigator',
    actor: 'Ruth Okafor',
    summary:
      'Zhou Wei was interviewed with a companion. She disputes two of the five gifts and names Qian Jing as a witness.',
    names: ['Zhou Wei', 'Qian Jing'],
  },
  {
    at: '2026-10-20T14:20:00+08:00',
    kind: 'interview-held',
    role: 'investigator',
    actor: '何晓峰',
    summary: '与证人钱静面谈。钱静确认其中一件礼品已退回，并提供快递单据。',
    names: ['钱静'],
  },
  {
    at: '2026-11-03T16:00:00+08:00',
    kind: 'note-filed',
    role: 'secretary',
    actor: '林悦',
    summary: '整理面谈记录，周薇对记录提出三处更正，均已附入。',
    names: ['周薇'],
  },
];

/** Resolves a name of this case to the id under which its person is known. */
interface People {
  of(ref: string, name: string): Promise<string>;
}

export async function* demoCommands(actor: Principal, people: People): AsyncGenerator<Command> {
  const meta = (id: string) => ({ actor, commandId: `seed:demo:${id}` });
  const mention = async (name: string): Promise<Mention> => ({
    name,
    person: await people.of(ref, name),
  });
  yield new OpenInvestigation(
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
    meta('open'),
  );
  yield new SetPublicationPolicy(
    {
      case: ref,
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
      on: '2026-09-07',
    },
    meta('policy'),
  );
  for (const [i, step] of steps.entries()) {
    const id = meta(String(i + 1));
    if ('stage' in step) {
      yield new EnterStage({ case: ref, to: step.stage, on: step.at.slice(0, 10) }, id);
      continue;
    }
    const { at, kind, role, summary } = step;
    const mentions = await Promise.all(step.names.map(mention));
    yield new RecordAction(
      { case: ref, at, kind, actorRole: role, actor: await mention(step.actor), summary, mentions },
      id,
    );
  }
  yield new EnterPublicDocument(
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
    meta('notice'),
  );
}
