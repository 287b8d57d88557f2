import { describe, expect, it } from '@jest/globals';
import { localised, type EventOf, type Precision } from '#kernel';
import {
  InvestigationClosed,
  InvestigationOpened,
  InvestigationReopened,
  type Outcome,
} from '#investigation/events';
import { recorded, replay } from '../../../../test/language/replay.js';
import {
  caseStatistics,
  quarterOf,
  quartersShown,
  shownCount,
  type CaseStatisticsRow,
} from './case-statistics.projection.js';

const definitions = [InvestigationOpened, InvestigationClosed, InvestigationReopened] as const;
type Any = EventOf<(typeof definitions)[number]>;

const opened = (at: number, on = '2026-02-01', precision: Precision = 'day') =>
  InvestigationOpened({
    case: `case-${String(at)}`,
    title: localised('案件', 'A case'),
    publicity: at % 2 === 0 ? 'public' : 'counted',
    basis: 'panel-record',
    receivedOn: on,
    precision,
    receivedAt: '2026-02-01T00:00:00.000Z',
  });
const closed = (outcome: Outcome, on = '2026-02-02') =>
  InvestigationClosed({ case: 'case-1', on, from: 'triage', outcome, missing: [] });
const reopened = InvestigationReopened({
  case: 'case-1',
  on: '2026-02-03',
  reasonClass: 'new_evidence',
  reason: [{ text: 'A sealed word.' }],
});
const many = (n: number, on?: string) => Array.from({ length: n }, (_, at) => opened(at, on));

const rows = (...events: Any[]) => replay(caseStatistics, ...recorded(definitions, ...events));
const row = (...events: Any[]) => rows(...events).get('2026-Q1');
const none = { opened: 0, closed: 0, closedEarly: 0, reopened: 0 };

/** A row as the database hands it out: without the withheld columns. */
const published = (found: CaseStatisticsRow | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(found ?? {}).filter(
      ([name]) => !(caseStatistics.withheld as readonly string[]).includes(name),
    ),
  );

describe('case_statistics', () => {
  it('InvestigationOpened: counts public and counted cases alike', () => {
    expect(row(opened(1), opened(2))).toMatchObject({ ...none, opened: 2 });
  });

  it('InvestigationOpened: leaves out what is known to the year only', () => {
    expect([...rows(opened(1, '2026-01-01', 'year'), opened(2, '2026-01-01', 'unknown'))]).toEqual(
      [],
    );
    expect(row(opened(1, '2026-01-01', 'month'))).toMatchObject({ opened: 1 });
  });

  it('InvestigationClosed: counts, and counts an early end apart', () => {
    expect(row(closed('completed'), closed('no_prima_facie'))).toMatchObject({
      ...none,
      closed: 2,
      closedEarly: 1,
    });
  });

  it('InvestigationReopened: counts', () => {
    expect(row(reopened)).toMatchObject({ ...none, reopened: 1 });
  });

  it('keeps the quarters of the open days apart', () => {
    const found = rows(opened(1), closed('completed', '2026-04-01'));
    expect([...found.keys()]).toEqual(['2026-Q1', '2026-Q2']);
    expect(
      ['2026-01-01', '2026-03-31', '2026-06-30', '2026-10-01', '2026-12-31'].map(quarterOf),
    ).toEqual(['2026-Q1', '2026-Q1', '2026-Q2', '2026-Q4', '2026-Q4']);
  });
});

/** What is wrong with a way of showing counts; empty when no difference between two publications is one to four. */
function leaks(shown: (count: number) => number | null): string[] {
  const found: string[] = [];
  for (let before = 0; before < 40; before += 1)
    for (let after = before; after < 40; after += 1) {
      const [a, b] = [shown(before), shown(after)];
      if (a !== null && a > 0 && a < 5) found.push(`shows ${String(a)}`);
      const step = (b ?? 0) - (a ?? 0);
      if (step > 0 && step < 5) found.push(`from ${String(a)} to ${String(b)}`);
    }
  return found;
}

describe('what readers get of the statistics', () => {
  it('never differs by one to four, and never is one to four', () => {
    expect(leaks(shownCount)).toEqual([]);
  });

  it('would be found to leak if exact counts were shown, or only small ones left out', () => {
    expect(leaks((count) => count)).not.toEqual([]);
    expect(leaks((count) => (count < 5 ? null : count))).not.toEqual([]);
  });

  it('has no exact count in it, whatever was counted', () => {
    for (const n of [1, 4, 5, 7, 13]) {
      const numbers = Object.values(published(row(...many(n)))).filter(
        (v) => typeof v === 'number',
      );
      expect(numbers).toEqual(n < 5 ? [] : [n - (n % 5)]);
    }
    // The twin: with the withheld columns an exact count would be there.
    expect(Object.values(row(...many(7)) ?? {})).toContain(7);
  });

  it('names the withheld columns', () => {
    expect(Object.keys(published(row(...many(7)))).sort()).toEqual([
      'closedEarlyShown',
      'closedShown',
      'key',
      'openedShown',
      'reopenedShown',
    ]);
  });

  it('is the quarters that are over, newest first', () => {
    const found = [...rows(...many(6, '2026-02-01'), ...many(6, '2026-08-01')).values()];
    const shown = (today: string) => quartersShown(found, today).map(({ key }) => key);
    expect(shown('2026-03-31')).toEqual([]);
    expect(shown('2026-04-01')).toEqual(['2026-Q1']);
    expect(shown('2026-09-30')).toEqual(['2026-Q2', '2026-Q1']);
    expect(shown('2027-01-01')).toEqual(['2026-Q4', '2026-Q3', '2026-Q2', '2026-Q1']);
  });

  it('reads the same for a quarter of few cases as for one of none', () => {
    const [six, two] = [many(6, '2026-02-01'), many(2, '2026-05-01')];
    const shown = (events: Any[]) => quartersShown([...rows(...events).values()], '2026-07-01');
    expect(shown([...six, ...two])).toEqual(shown(six));
    expect(shown(two)).toEqual([]);
  });
});
