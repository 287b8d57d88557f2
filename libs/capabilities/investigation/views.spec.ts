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
import { sealedBand, type SealedBandRow } from './sealed-band.projection.js';
import { timelineEntry } from './timeline-entry.projection.js';

const title = localised('一件事', 'A matter');
const opened = (publicity: 'public' | 'counted') =>
  InvestigationOpened({
    case: 'a-1',
    title,
    publicity,
    basis: 'panel-record',
    receivedOn: '2026-03-01',
    precision: 'day',
    receivedAt: '2026-03-01T01:00:00.000Z',
  });
const heard = {
  name: 'interview-held',
  words: localised('已进行一次面谈', 'An interview was held'),
};
const policy = PublicationPolicySet({ case: 'a-1', on: '2026-03-02', kinds: [heard], roles: [] });
const shown = ActionRecorded({
  case: 'a-1',
  on: '2026-03-05',
  precision: 'month',
  shownKind: heard,
  kind: 'interview-held',
  at: '2026-03-05T01:00:00.000Z',
});
const sealed = ActionRecorded({
  case: 'a-1',
  on: '2026-03-06',
  precision: 'day',
  kind: 'note-filed',
  at: '2026-03-06T01:00:00.000Z',
});
const document = PublicDocumentEntered({
  case: 'a-1',
  on: '2021-08-08',
  precision: 'day',
  says: localised('信中称', 'The letter says'),
  source: localised('公开信', 'Open letter'),
  excerpt: localised('［已隐去：他人隐私］', '[withheld: privacy of another person]'),
  marks: ['privacy-of-another-person'],
  wording: [{ text: '原文' }],
});
const stage = StageEntered({ case: 'a-1', from: 'received', to: 'decision', on: '2026-03-07' });

const log = (...events: EventOf<InvestigationEvent>[]) =>
  recorded(investigationEvents, 'a-1', events);

describe('the public case', () => {
  it.each([
    [
      'opening',
      [opened('public')],
      { stage: 'received', step: 'received', entries: 1, lastEntryOn: '2026-03-01', lastIndex: 0 },
    ],
    ['policy', [opened('public'), policy], { entries: 2, lastEntryOn: '2026-03-02', lastIndex: 1 }],
    [
      'shown action',
      [opened('public'), shown],
      { entries: 2, lastEntryOn: '2026-03-05', lastEntryPrecision: 'month', lastIndex: 1 },
    ],
    [
      'document of an earlier day',
      [opened('public'), document],
      { entries: 2, lastEntryOn: '2026-03-01', lastIndex: 1 },
    ],
    [
      'stage',
      [opened('public'), stage],
      {
        stage: 'decision',
        step: 'acting_on_it',
        entries: 2,
        stages: [
          { stage: 'received', on: '2026-03-01' },
          { stage: 'decision', on: '2026-03-07' },
        ],
      },
    ],
    [
      'sealed action',
      [opened('public'), sealed],
      { entries: 1, lastEntryOn: '2026-03-01', lastIndex: 0 },
    ],
  ])('after the %s', (_what, events, row) => {
    expect(replay(publicCase, log(...events)).get('a-1')).toMatchObject(row);
  });
  it('has no row for a case that is only counted', () => {
    expect(replay(publicCase, log(opened('counted'), policy, shown, stage)).size).toBe(0);
  });
});

describe('the public timeline', () => {
  it('has an entry for each public event, numbered without a gap, in the words that were committed', () => {
    const rows = replay(
      timelineEntry,
      log(opened('public'), policy, sealed, shown, document, stage),
    );
    expect([...rows.values()]).toMatchObject([
      {
        n: 1,
        index: 0,
        kind: 'opening',
        date: '2026-03-01',
        title: localised('立案', 'Case opened'),
      },
      { n: 2, index: 1, kind: 'publication-policy' },
      {
        n: 3,
        index: 3,
        kind: 'interview-held',
        date: '2026-03-05',
        precision: 'month',
        title: heard.words,
        text: null,
      },
      {
        n: 4,
        index: 4,
        kind: 'document',
        date: '2021-08-08',
        marks: ['privacy-of-another-person'],
        text: { en: '[withheld: privacy of another person]' },
      },
      {
        n: 5,
        index: 5,
        kind: 'stage',
        text: { en: 'The case went from “Received” to “Decision”.' },
      },
    ]);
  });
  it('has nothing of a case that is only counted', () => {
    expect(replay(timelineEntry, log(opened('counted'), policy, shown, document, stage)).size).toBe(
      0,
    );
  });
});

describe('the band of sealed actions', () => {
  const after = (sealedActions: number) =>
    replay(
      sealedBand,
      log(
        opened('public'),
        policy,
        shown,
        document,
        stage,
        ...Array.from({ length: sealedActions }, () => sealed),
      ),
    ).get('a-1') as SealedBandRow;
  it.each([
    [0, 'under-10'],
    [9, 'under-10'],
    [10, '10-19'],
    [19, '10-19'],
    [20, '20-49'],
    [49, '20-49'],
    [50, '50-or-more'],
  ])('of %i is %s', (actions, band) => {
    expect(after(actions)).toEqual({ key: 'a-1', actions, band });
  });
  it('does not exist for a case that is only counted', () => {
    expect(replay(sealedBand, log(opened('counted'), sealed)).size).toBe(0);
  });
});

describe('the case file of the panel', () => {
  it('counts every event and follows the stage', () => {
    const rows = replay(caseFile, log(opened('counted'), policy, shown, sealed, document, stage));
    expect([...rows.values()]).toEqual([
      {
        key: 'a-1',
        ref: 'a-1',
        stream: 'case-of-a-1',
        title,
        publicity: 'counted',
        stage: 'decision',
        receivedOn: '2026-03-01',
        events: 6,
        lastIndex: 5,
      },
    ]);
  });
});
