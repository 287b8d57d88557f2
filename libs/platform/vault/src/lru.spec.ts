import { expect, it } from '@jest/globals';
import { Lru } from './lru.js';

it('lets go of what was used longest ago, and of nothing else', () => {
  const held = new Lru<number>(3);
  for (const [i, key] of ['a', 'b', 'c'].entries()) held.set(key, i);
  expect(held.get('a')).toBe(0);
  held.set('c', 20);
  held.set('d', 3);
  expect(['a', 'b', 'c', 'd'].map((key) => held.get(key))).toEqual([0, undefined, 20, 3]);
});
