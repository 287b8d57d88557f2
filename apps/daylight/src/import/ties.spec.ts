import { describe, expect, it } from '@jest/globals';
import { readActionLine, type ActionLine } from './action-line.js';
import { Ties } from './ties.js';

const line = (change: object): ActionLine => {
  const text = JSON.stringify({
    case: 'T',
    at: '2021-05-04T10:00:00Z',
    kind: 'k',
    actor: 'A',
    ...change,
  });
  const read = readActionLine({ number: 1, bytes: Buffer.from(text) });
  if (read === null || 'code' in read) throw new Error(text);
  return read;
};

describe('lines of one moment', () => {
  it('are held by case until a line of the case says another moment', () => {
    const ties = new Ties();
    ties.hold({ line: line({}), id: '1' }, 'taken');
    expect(ties.endedBy(line({ actor: 'B' }))).toBe(false);
    expect(ties.endedBy(line({ at: '2021-05-04T12:00:00+02:00' }))).toBe(false);
    expect(ties.endedBy(line({ at: '2021-05-04T10:00:00.001Z' }))).toBe(true);
    expect(ties.endedBy(line({ case: 'U', at: '2022-05-04T10:00:00Z' }))).toBe(false);
  });

  it('hold up the later lines of the same person, however the name is written', () => {
    const ties = new Ties();
    ties.hold({ line: line({ extra: { member: 'm1' } }), id: '1' }, 'taken');
    expect(ties.holdsUp(line({ actor: 'A. A.', extra: { member: 'm1' } }))).toBe(true);
    expect(ties.holdsUp(line({ extra: { member: 'm2' } }))).toBe(false);
    expect(ties.holdsUp(line({}))).toBe(false);
    expect(ties.holdsUp(line({ case: 'U', extra: { member: 'm1' } }))).toBe(false);
  });

  it('are released once, in their order, the oldest case first', () => {
    const ties = new Ties();
    for (const [ref, id] of [
      ['T', '1'],
      ['U', '2'],
      ['T', '3'],
    ] as const)
      ties.hold({ line: line({ case: ref }), id }, 'taken');
    expect([ties.size, ties.oldest, ties.cases]).toEqual([3, 'T', ['T', 'U']]);
    expect(ties.release('T').map(({ id }) => id)).toEqual(['1', '3']);
    expect(ties.release('T')).toEqual([]);
    expect([ties.size, ties.oldest]).toEqual([1, 'U']);
  });

  it('are tried again in their order: the first of each person, and of each refusal', () => {
    const ties = new Ties();
    const held = (id: string, actor: string, refusal: string | null) => {
      const waiting = { line: line({ actor }), id };
      ties.hold(waiting, refusal);
      return waiting;
    };
    const ready = () => ties.ready('T').map(({ id }) => id);
    const [first, second] = [held('1', 'A', 'taken'), held('2', 'B', 'taken')];
    const unknown = held('3', 'C', 'unknown');
    held('4', 'A', null);
    held('5', 'A', null);
    expect(ready()).toEqual(['1', '3']);
    ties.drop(first);
    expect(ready()).toEqual(['2', '3', '4']);
    ties.refused(second, 'unknown');
    expect(ready()).toEqual(['2', '4']);
    ties.drop(second);
    ties.drop(unknown);
    expect([ready(), ties.size]).toEqual([['4'], 2]);
    expect(ties.ready('U')).toEqual([]);
  });

  it('leave no trace of a case when the last of them is dropped', () => {
    const ties = new Ties();
    const waiting = { line: line({}), id: '1' };
    ties.hold(waiting, 'taken');
    ties.drop(waiting);
    ties.drop(waiting);
    expect([ties.size, ties.cases, ties.endedBy(line({ at: '2022-05-04T10:00:00Z' }))]).toEqual([
      ...[0, [], false],
    ]);
  });
});
