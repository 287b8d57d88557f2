import type { PublicCaseRow, TimelineEntryRow } from '#cases/process';
import type { CharterRules, PublicMemberRow, Term } from '#committee/process';
import { localised } from '#kernel';
import type {
  CasePage,
  CommitteePage,
  DocumentPage,
  DocumentVersion,
  EntryPage,
  ListPage,
  Panel,
  Site,
  StatisticsPage,
} from './model.js';

/** Fictional models for the specs of pages and feeds. No server uses them. */
export const sampleSite: Site = {
  origin: 'localhost/0a1b2c3d',
  zone: 'Asia/Shanghai',
  publicUrl: 'http://localhost:3000',
  tagAuthority: 'tag:localhost,2025',
  demo: false,
  version: '0.1.0',
  asOf: { index: 41 },
  checkpoint: {
    size: 42,
    root: Buffer.alloc(32, 7).toString('base64'),
    publishedAt: '2025-08-09T10:15:00.000Z',
    quorum: true,
  },
};

export const sampleCase = (change: Partial<PublicCaseRow> = {}): PublicCaseRow => ({
  key: 'demo',
  ref: 'demo',
  title: localised('团建活动中的投诉', 'Complaint about a team outing'),
  basis: 'panel-record',
  stage: 'fact_finding',
  step: 'looking_into_it',
  stages: [
    { stage: 'received', on: '2025-08-01' },
    { stage: 'acknowledged', on: '2025-08-02' },
    { stage: 'triage', on: '2025-08-03' },
    { stage: 'fact_finding', on: '2025-08-09' },
  ],
  severity: null,
  paused: null,
  closing: null,
  openedOn: '2025-08-01',
  openedPrecision: 'day',
  entries: 23,
  lastEntryOn: '2025-08-09',
  lastEntryPrecision: 'day',
  lastIndex: 41,
  ...change,
});

export const sampleEntry = (
  n: number,
  change: Partial<TimelineEntryRow> = {},
): TimelineEntryRow => ({
  key: `demo/${String(n)}`,
  ref: 'demo',
  n,
  index: n + 18,
  kind: 'stage',
  date: '2025-08-09',
  precision: 'day',
  title: localised('进入阶段：调查取证', 'Stage reached: Fact-finding'),
  text: localised(
    '案件由「初步评估」进入「调查取证」。',
    'The case went from “Triage” to “Fact-finding”.',
  ),
  role: null,
  marks: [],
  status: 'shown',
  corrects: null,
  sealedAt: '2025-08-09T10:00:00.000Z',
  type: 'investigation.StageEntered',
  leafHash: 'ab'.repeat(32),
  ...change,
});

export const sampleListPage = (change: Partial<ListPage> = {}): ListPage => ({
  site: sampleSite,
  language: 'en',
  today: '2025-08-12',
  cases: [sampleCase()],
  search: '',
  next: null,
  total: 1,
  ...change,
});

export const sampleTerm = (change: Partial<Term> = {}): Term => ({
  index: 20,
  role: 'member',
  seat: 'legal',
  voting: true,
  title: null,
  from: '2025-08-03',
  to: null,
  until: null,
  chosenBy: null,
  seatedOn: null,
  ...change,
});

export const sampleMember = (
  name: string | null,
  change: Partial<PublicMemberRow> = {},
): PublicMemberRow => ({
  key: `demo/${name ?? 'protected'}`,
  ref: 'demo',
  memberId: name ?? 'protected',
  name,
  terms: [sampleTerm()],
  ...change,
});

export const samplePanel = (change: Partial<Panel> = {}): Panel => ({
  members: [
    sampleMember('林一', { terms: [sampleTerm({ role: 'chair' })] }),
    sampleMember(null, {
      terms: [
        sampleTerm({
          index: 21,
          seat: 'employee_elected',
          until: '2026-08-02',
          chosenBy: {
            electorate: localised('研发中心全体员工', 'All employees of the research centre'),
            method: 'ballot',
            on: '2025-07-30',
            turnoutPercent: 61,
          },
        }),
      ],
    }),
    sampleMember('赵二', {
      terms: [sampleTerm({ index: 22, seat: 'hr', to: '2025-08-08' })],
    }),
  ],
  committee: {
    key: 'demo',
    constitutedOn: '2025-08-04',
    charterVersion: 2,
    declarations: 4,
    interests: 1,
    recusals: 1,
    meetings: 3,
    objections: 0,
  },
  terms: 1,
  ...change,
});

export const sampleRules: CharterRules = {
  seats: [
    { constituency: 'legal', seats: 1 },
    { constituency: 'employee_elected', seats: 2 },
  ],
  leastEmployeeElected: 2,
  leastExternal: 1,
  leastAlternates: 0,
  leastWomenPercent: 40,
  quorumPercent: 60,
  leastPresent: 3,
  majority: 'simple',
  longestTermDays: 365,
  noticeDays: 3,
};

export const sampleVersion = (
  version: number,
  change: Partial<DocumentVersion> = {},
): DocumentVersion => ({
  version,
  sha256: String(version).repeat(64).slice(0, 64),
  adoptedOn: `2025-08-0${String(version)}`,
  text: localised('委员会每周开会一次。', 'The panel meets once a week.'),
  changes: version === 1 ? null : localised('开会更勤。', 'It meets more often.'),
  rules: sampleRules,
  ...change,
});

export const sampleCommitteePage = (change: Partial<CommitteePage> = {}): CommitteePage => ({
  site: sampleSite,
  language: 'en',
  case: sampleCase(),
  panel: samplePanel(),
  ...change,
});

export const sampleDocumentPage = (change: Partial<DocumentPage> = {}): DocumentPage => ({
  site: sampleSite,
  language: 'en',
  case: sampleCase(),
  kind: 'charter',
  versions: [
    sampleVersion(2, {
      text: localised('委员会每周开会两次。', 'The panel meets twice a week.'),
      rules: { ...sampleRules, majority: 'two_thirds' },
    }),
    sampleVersion(1),
  ],
  compared: null,
  ...change,
});

export const sampleStatisticsPage = (change: Partial<StatisticsPage> = {}): StatisticsPage => ({
  site: sampleSite,
  language: 'en',
  quarters: [
    {
      key: '2025-Q2',
      openedShown: 10,
      closedShown: 5,
      closedEarlyShown: null,
      reopenedShown: null,
    },
  ],
  ...change,
});

export const sampleCasePage = (change: Partial<CasePage> = {}): CasePage => ({
  site: sampleSite,
  language: 'en',
  today: '2025-08-12',
  case: sampleCase(),
  panel: samplePanel(),
  sealedActions: '10-19',
  entries: [sampleEntry(2), sampleEntry(1, { date: '2025-07-31', kind: 'opening' })],
  total: 2,
  kinds: [
    { kind: 'opening', words: localised('立案', 'Opening'), count: 1 },
    { kind: 'stage', words: localised('阶段', 'Stage'), count: 1 },
  ],
  kind: null,
  order: 'newest',
  older: null,
  newer: null,
  ...change,
});

export const sampleEntryPage = (change: Partial<EntryPage> = {}): EntryPage => ({
  site: sampleSite,
  language: 'en',
  case: sampleCase(),
  entry: sampleEntry(2),
  previous: 1,
  next: 3,
  windows: [
    { path: 'to', state: 'disclosed', value: 'fact_finding' },
    { path: 'reason', state: 'withheld' },
  ],
  leafIndex: 20,
  leafHash: 'ab'.repeat(32),
  eventType: 'investigation.StageEntered',
  ...change,
});
