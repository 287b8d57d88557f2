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
    ties.hold({ line: line({}), id: '1' });
    expect(ties.endedBy(line({ actor: 'B' }))).toBe(false);
    expect(ties.endedBy(line({ at: '2021-05-04T12:00:00+02:00' }))).toBe(false);
    expect(ties.endedBy(line({ at: '2021-05-04T10:00:00.001Z' }))).toBe(true);
    expect(ties.endedBy(line({ case: 'U', at: '2022-05-04T10:00:00Z' }))).toBe(false);
  });

  it('hold up the later lines of the same person, however the name is written', () => {
    const ties = new Ties();
    ties.hold({ line: line({ extra: { member: 'm1' } }), id: '1' });
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
      ties.hold({ line: line({ case: ref }), id });
    expect([ties.size, ties.oldest, ties.cases]).toEqual([3, 'T', ['T', 'U']]);
    expect(ties.release('T').map(({ id }) => id)).toEqual(['1', '3']);
    expect(ties.release('T')).toEqual([]);
    expect([ties.size, ties.oldest]).toEqual([1, 'U']);
  });
});
