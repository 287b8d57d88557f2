import { defineView, type Day, type Precision } from '#kernel';
import {
  InvestigationClosed,
  InvestigationOpened,
  InvestigationReopened,
} from '#investigation/events';

/** What is counted of cases, quarter by quarter. */
export const statisticsKinds = ['opened', 'closed', 'closedEarly', 'reopened'] as const;
export type StatisticsKind = (typeof statisticsKinds)[number];

/** Fewer than this is never a number, and numbers go up in steps of it: no two publications differ by one to four. */
export const leastCount = 5;

/** The count rounded down to a multiple of five; null under five. */
export const shownCount = (count: number): number | null =>
  count < leastCount ? null : count - (count % leastCount);

type Counts = { -readonly [K in StatisticsKind]: number };
type Shown = { -readonly [K in StatisticsKind as `${K}Shown`]: number | null };

/**
 * Cases of one quarter, those that are only counted among them. Key: `YYYY-Qn`. The exact counts stay with the fold:
 * readers get the rounded ones, as of the last slot.
 */
export interface CaseStatisticsRow extends Counts, Shown {
  key: string;
}

export const quarterOf = (day: Day): string =>
  `${day.slice(0, 4)}-Q${String(Math.ceil(Number(day.slice(5, 7)) / 3))}`;

const one = (
  row: CaseStatisticsRow | undefined,
  key: string,
  kinds: readonly StatisticsKind[],
): CaseStatisticsRow => {
  const count = (kind: StatisticsKind) => (row?.[kind] ?? 0) + (kinds.includes(kind) ? 1 : 0);
  const [opened, closed] = [count('opened'), count('closed')];
  const [closedEarly, reopened] = [count('closedEarly'), count('reopened')];
  return {
    key,
    ...{ opened, closed, closedEarly, reopened },
    openedShown: shownCount(opened),
    closedShown: shownCount(closed),
    closedEarlyShown: shownCount(closedEarly),
    reopenedShown: shownCount(reopened),
  };
};

const statisticsEvents = [InvestigationOpened, InvestigationClosed, InvestigationReopened] as const;
type Counted = (typeof statisticsEvents)[number];

/** The quarter is known from a day or a month, not from a year. */
const inexact: readonly Precision[] = ['year', 'unknown'];

/** How many cases were opened, closed, closed early and reopened, public or not. */
export const caseStatistics = defineView<CaseStatisticsRow, Counted>({
  name: 'case_statistics',
  version: 1,
  reach: 'slot',
  withheld: statisticsKinds,
  events: statisticsEvents,
  key: ({ event }) =>
    quarterOf(
      event.type === 'investigation.InvestigationOpened' ? event.data.receivedOn : event.data.on,
    ),
  on: {
    'investigation.InvestigationOpened': (row, { event: { data } }) =>
      inexact.includes(data.precision)
        ? undefined
        : one(row, quarterOf(data.receivedOn), ['opened']),
    'investigation.InvestigationClosed': (row, { event: { data } }) =>
      one(
        row,
        quarterOf(data.on),
        data.outcome === 'completed' ? ['closed'] : ['closed', 'closedEarly'],
      ),
    'investigation.InvestigationReopened': (row, { event: { data } }) =>
      one(row, quarterOf(data.on), ['reopened']),
  },
});

/** What readers get of a quarter. */
export type QuarterCounts = Shown & { readonly key: string };

const kindsShown = statisticsKinds.map((kind) => `${kind}Shown` as const);
const nothing: Shown = {
  openedShown: null,
  closedShown: null,
  closedEarlyShown: null,
  reopenedShown: null,
};

const nextQuarter = (key: string): string => {
  const [year, quarter] = [Number(key.slice(0, 4)), Number(key.slice(-1))];
  return quarter < 4 ? `${key.slice(0, 6)}${String(quarter + 1)}` : `${String(year + 1)}-Q1`;
};

/**
 * Quarters that are over on a day, newest first, from the first one that has a number. A quarter of few cases reads as
 * one of none: that it has a row at all would say that there was a case.
 */
export function quartersShown(
  rows: readonly QuarterCounts[],
  today: Day,
): readonly QuarterCounts[] {
  const known = new Map(rows.map((row) => [row.key, row]));
  const first = [...known.values()]
    .filter((row) => kindsShown.some((kind) => row[kind] !== null))
    .map(({ key }) => key)
    .sort()[0];
  const current = quarterOf(today);
  const quarters: QuarterCounts[] = [];
  for (let key = first ?? current; key < current; key = nextQuarter(key)) {
    const { openedShown, closedShown, closedEarlyShown, reopenedShown } = known.get(key) ?? nothing;
    quarters.unshift({ key, openedShown, closedShown, closedEarlyShown, reopenedShown });
  }
  return quarters;
}
