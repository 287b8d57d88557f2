import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IdSet } from './id-set.js';
import { Problems } from './problems.js';

describe('what an import keeps of a file', () => {
  it('knows ids as a set does, also when it has grown', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 1000 }), (ids) => {
        const [model, kept] = [new Set<string>(), new IdSet()];
        for (const id of ids) {
          expect(kept.add(id)).toBe(model.has(id));
          model.add(id);
        }
        for (const id of [...ids, 'never', '']) expect(kept.has(id)).toBe(model.has(id));
      }),
      { numRuns: 20 },
    );
    const many = new IdSet();
    for (let i = 0; i < 20_000; i += 1) expect(many.add(String(i))).toBe(false);
    for (let i = 0; i < 20_000; i += 1) expect(many.has(String(i))).toBe(true);
  });

  it('keeps the problems of the first lines, and counts all', () => {
    const problems = new Problems();
    for (let line = 1000; line > 0; line -= 1)
      problems.add({ line, code: 'INVALID_LINE', message: 'm' });
    expect(problems.count).toBe(1000);
    expect(problems.first().map(({ line }) => line)).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
  });
});
