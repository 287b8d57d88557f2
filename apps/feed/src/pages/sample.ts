import type { PublicCaseRow, TimelineEntryRow } from '#investigation/process';
import { localised } from '#kernel';
import type { CasePage, EntryPage, ListPage, Site } from './model.js';

/** Fictional models for the specs of pages and feeds. No server uses them. */
export const sampleSite: Site = {
  origin: 'localhost/0a1b2c3d',
  zone: 'Asia/Shanghai',
  publicUrl: 'http://localhost:3000',
  tagAuthority: 'tag:localhost,2025',
  demo: false,
  version: '0.1.0',
  asOf: { index: 41 },
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
  presentation: '',
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

export const sampleCasePage = (change: Partial<CasePage> = {}): CasePage => ({
  site: sampleSite,
  language: 'en',
  today: '2025-08-12',
  case: sampleCase(),
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
