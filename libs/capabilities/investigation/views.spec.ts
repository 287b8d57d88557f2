import { describe, expect, it } from '@jest/globals';
import { localised, type EventOf } from '#kernel';
import { recorded, replay } from '../../../test/language/replay.js';
import { caseFile } from './case-file.projection.js';
import {
  ActionRecorded,
  investigationEvents,
  InvestigationOpened,
  PublicationPolicySet,
  PublicDocumentEntered,
  StageEntered,
  type InvestigationEvent,
} from './investigation.events.js';
import { publicCase } from './public-case.projection.js';
import { sealedBand } from './sealed-band.projection.js';
import { stageWords, stages, stepOf, steps, stepWords } from './stages.js';
import { timelineEntry } from './timeline-entry.projection.js';

const ref = 'demo';
const opened = (publicity: 'public' | 'counted' = 'public', of = ref) =>
  InvestigationOpened({
    case: of,
    title: localised('示例案件', 'A sample case'),
    publicity,
    basis: 'panel-record',
    receivedOn: '2026-03-01',
    precision: 'month',
    receivedAt: '2026-03-01T00:00:00.000Z',
  });
const interview = { name: 'interview', words: localised('谈话', 'Interview') };
const member = { name: 'member', words: localised('成员', 'A member') };
const policy = PublicationPolicySet({ case: ref, on: '2026-03-02', kinds: [interview], roles: [] });
const action = {
  case: ref,
  on: '2026-03-03',
  precision: 'day',
  kind: 'interview',
  at: '2026-03-03T00:00:00.000Z',
  summary: [{ text: 'A sealed word.' }],
} as const;
const sealedAction = ActionRecorded(action);
const shownAction = ActionRecorded({ ...action, shownKind: interview, shownRole: member });
const document = PublicDocumentEntered({
  case: ref,
  on: '2026-02-01',
  precision: 'year',
  says: localised('公开信写道', 'The letter says'),
  source: localised('公开信', 'Open letter'),
  excerpt: localised('我们要求……', 'We ask …'),
  marks: ['privacy-of-another-person'],
  wording: [{ text: 'A sealed word.' }],
});
const stage = StageEntered({
  case: ref,
  from: 'received',
  to: 'fact_finding',
  on: '2026-03-04',
  reason: [{ text: 'A sealed word.' }],
});

const log = (...events: EventOf<InvestigationEvent>[]) => recorded(investigationEvents, ...events);

describe('public_case', () => {
  const row = (...events: EventOf<InvestigationEvent>[]) =>
    replay(publicCase, ...log(...events)).get(ref);
  const first = {
    key: ref,
    ref,
    title: localised('示例案件', 'A sample case'),
    basis: 'panel-record',
    stage: 'received',
    step: 'received',
    stages: [{ stage: 'received', on: '2026-03-01' }],
    openedOn: '2026-03-01',
    openedPrecision: 'month',
    entries: 1,
    lastEntryOn: '2026-03-01',
    lastEntryPrecision: 'month',
    lastIndex: 0,
  };

  it('InvestigationOpened: a case with its first entry', () => {
    expect(row(opened())).toEqual(first);
  });

  it('PublicationPolicySet: one more entry', () => {
    const newest = { lastEntryOn: '2026-03-02', lastEntryPrecision: 'day', lastIndex: 1 };
    expect(row(opened(), policy)).toEqual({ ...first, ...newest, entries: 2 });
  });

  it('ActionRecorded, shown: one more entry', () => {
    const newest = { lastEntryOn: '2026-03-03', lastEntryPrecision: 'day', lastIndex: 1 };
    expect(row(opened(), shownAction)).toEqual({ ...first, ...newest, entries: 2 });
  });

  it('ActionRecorded, sealed: nothing changes', () => {
    expect(row(opened(), sealedAction)).toEqual(first);
  });

  it('PublicDocumentEntered: an entry of an earlier day does not move the newest day', () => {
    expect(row(opened(), document)).toEqual({ ...first, entries: 2, lastIndex: 1 });
  });

  it('StageEntered: the stage, its step and its day', () => {
    expect(row(opened(), stage)).toEqual({
      ...first,
      stage: 'fact_finding',
      step: 'looking_into_it',
      stages: [...first.stages, { stage: 'fact_finding', on: '2026-03-04' }],
      entries: 2,
      lastEntryOn: '2026-03-04',
      lastEntryPrecision: 'day',
      lastIndex: 1,
    });
  });

  it('never has a row for a case that is only counted', () => {
    const rows = replay(
      publicCase,
      ...log(opened('counted'), policy, shownAction, document, stage),
    );
    expect([...rows]).toEqual([]);
  });

  it('changes nothing when a sealed event reaches it by mistake', () => {
    const [, sealed] = log(opened(), sealedAction);
    const before = replay(publicCase, ...log(opened())).get(ref);
    if (!sealed || sealed.event.type !== 'investigation.ActionRecorded')
      throw new Error('no event');
    const handled = publicCase.on[sealed.event.type](before, { ...sealed, event: sealed.event });
    expect(handled).toBeUndefined();
  });

  it('keeps cases apart', () => {
    const rows = replay(publicCase, ...log(opened(), opened('public', 'other'), stage));
    expect([rows.get(ref)?.entries, rows.get('other')?.entries]).toEqual([2, 1]);
  });
});

describe('timeline_entry', () => {
  const entries = (...events: EventOf<InvestigationEvent>[]) =>
    replay(timelineEntry, ...log(opened(), ...events));
  const second = (event: EventOf<InvestigationEvent>) => entries(event).get(`${ref}/2`);

  it('InvestigationOpened: entry 1', () => {
    expect([...entries()]).toEqual([
      [
        'demo/1',
        {
          key: 'demo/1',
          ref,
          n: 1,
          index: 0,
          kind: 'opening',
          date: '2026-03-01',
          precision: 'month',
          title: localised('立案', 'Case opened'),
          text: localised('案件「示例案件」已受理。', 'The case “A sample case” was received.'),
          role: null,
          marks: [],
          status: 'shown',
          corrects: null,
          sealedAt: '2026-03-02T00:00:00.000Z',
          type: 'investigation.InvestigationOpened',
          leafHash: 'leaf-0',
          presentation: 'presentation-0',
        },
      ],
    ]);
  });

  it('PublicationPolicySet: says which kinds are shown', () => {
    expect(second(policy)).toMatchObject({ kind: 'publication-policy', date: '2026-03-02' });
    expect(second(policy)?.text?.en).toContain('1 kinds are shown');
    expect(second(policy)?.text?.zh).toContain('谈话');
  });

  it('ActionRecorded, shown: kind, day and role in words, no text', () => {
    expect(second(shownAction)).toMatchObject({
      kind: 'interview',
      date: '2026-03-03',
      precision: 'day',
      title: interview.words,
      role: member.words,
      text: null,
    });
  });

  it('ActionRecorded, sealed: no entry, and no gap in the numbers', () => {
    expect([...entries(sealedAction, sealedAction, stage).keys()]).toEqual(['demo/1', 'demo/2']);
  });

  it('PublicDocumentEntered: whose words, the excerpt and its marks', () => {
    expect(second(document)).toMatchObject({
      kind: 'document',
      date: '2026-02-01',
      precision: 'year',
      title: localised('公开信写道（公开信）', 'The letter says (Open letter)'),
      text: localised('我们要求……', 'We ask …'),
      marks: ['privacy-of-another-person'],
    });
  });

  it('StageEntered: from where to where', () => {
    expect(second(stage)).toMatchObject({
      kind: 'stage',
      title: localised('进入阶段：调查取证', 'Stage reached: Fact-finding'),
      text: localised(
        '案件由「已受理」进入「调查取证」。',
        'The case went from “Received” to “Fact-finding”.',
      ),
    });
  });

  it('has no entry of a case that is only counted', () => {
    const rows = replay(timelineEntry, ...log(opened('counted'), policy, shownAction, stage));
    expect([...rows]).toEqual([]);
  });

  it('holds no sealed word', () => {
    const rows = entries(policy, sealedAction, shownAction, document, stage);
    expect(rows.size).toBe(5);
    expect(JSON.stringify([...rows])).not.toContain('A sealed word');
  });
});

describe('case_file', () => {
  const rows = (publicity: 'public' | 'counted', ...events: EventOf<InvestigationEvent>[]) =>
    replay(caseFile, ...log(opened(publicity), ...events));
  const first = {
    key: ref,
    ref,
    stream: 'case-demo',
    title: localised('示例案件', 'A sample case'),
    publicity: 'public',
    stage: 'received',
    receivedOn: '2026-03-01',
    events: 1,
    lastIndex: 0,
  };

  it('InvestigationOpened: a file, also of a case that is only counted', () => {
    expect(rows('public').get(ref)).toEqual(first);
    expect(rows('counted').get(ref)).toEqual({ ...first, publicity: 'counted' });
  });

  it.each([
    ['PublicationPolicySet', policy],
    ['ActionRecorded, shown', shownAction],
    ['ActionRecorded, sealed', sealedAction],
    ['PublicDocumentEntered', document],
  ])('%s: one more event', (_name, event) => {
    expect(rows('public', event).get(ref)).toEqual({ ...first, events: 2, lastIndex: 1 });
  });

  it('StageEntered: the stage', () => {
    expect(rows('counted', stage).get(ref)).toMatchObject({ stage: 'fact_finding', events: 2 });
  });

  it('holds no sealed word', () => {
    const all = [...rows('public', sealedAction, document, stage)];
    expect(JSON.stringify(all)).not.toContain('A sealed word');
  });
});

describe('sealed_band', () => {
  const band = (...events: EventOf<InvestigationEvent>[]) =>
    replay(sealedBand, ...log(opened(), ...events)).get(ref);
  const actions = (count: number) => Array.from({ length: count }, () => sealedAction);

  it.each([
    [0, 'under-10'],
    [9, 'under-10'],
    [10, '10-19'],
    [19, '10-19'],
    [20, '20-49'],
    [49, '20-49'],
    [50, '50-or-more'],
    [51, '50-or-more'],
  ] as const)('%d sealed actions: %s', (count, expected) => {
    expect(band(...actions(count))).toEqual({ key: ref, actions: count, band: expected });
  });

  it('counts sealed actions only', () => {
    expect(band(shownAction, sealedAction, policy, document, stage, shownAction)?.actions).toBe(1);
  });

  it('withholds the exact count from readers', () => {
    expect(sealedBand.withheld).toEqual(['actions']);
    expect(sealedBand.reach).toBe('slot');
  });

  it('never has a row for a case that is only counted', () => {
    const events = [opened('counted'), policy, ...actions(60), shownAction, document, stage];
    for (let length = 0; length <= events.length; length += 1)
      expect(replay(sealedBand, ...log(...events.slice(0, length))).size).toBe(0);
  });
});

describe('every view', () => {
  // The folds differ in their rows; here only that they leave what they are handed alone.
  const views = [publicCase, timelineEntry, caseFile, sealedBand] as unknown as (typeof caseFile)[];
  const freeze = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  };

  it.each(views.map((view) => [view.name, view] as const))(
    '%s changes neither the row nor the event that it is handed',
    (_name, view) => {
      const events = log(opened(), policy, sealedAction, shownAction, document, stage);
      events.forEach(freeze);
      const frozen: typeof view = {
        ...view,
        on: Object.fromEntries(
          Object.entries(view.on).map(([type, fold]) => [
            type,
            (row: never, event: never) => {
              freeze(row);
              return fold(row, event);
            },
          ]),
        ) as typeof view.on,
      };
      expect(replay(frozen, ...events).size).toBeGreaterThan(0);
    },
  );
});

describe('stages and steps', () => {
  it.each([...stages])('%s has words in both languages and a step', (name) => {
    expect(stageWords[name].zh).toMatch(/^\p{Script=Han}+$/u);
    expect(stageWords[name].en).toMatch(/^[A-Z][a-z -]+$/);
    expect(steps).toContain(stepOf[name]);
  });

  it.each([...steps])('%s has words in both languages and a stage', (name) => {
    expect(stepWords[name].zh).toMatch(/^\p{Script=Han}+$/u);
    expect(stepWords[name].en).toMatch(/^[A-Z][a-z ]+$/);
    expect(stages.some((each) => stepOf[each] === name)).toBe(true);
  });

  it('are the thirteen of the design and the two that may follow', () => {
    expect(stages).toHaveLength(15);
    expect(new Set(stages).size).toBe(15);
    expect(stages.slice(-3)).toEqual(['closed', 'appeal', 'reopened']);
  });
});
