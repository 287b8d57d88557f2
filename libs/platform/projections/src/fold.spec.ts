import { describe, expect, it } from '@jest/globals';
import type { AnyView, Reach } from '#kernel';
import { pick, type Read } from './fold.js';

const viewOf = (reach: Reach) =>
  ({
    name: 'v',
    version: 1,
    reach,
    events: [{ type: 'a.Taken' }],
    on: {},
    key: () => 'k',
  }) as AnyView;
const unreadable = (type: string): Read => ({
  ...{ position: '0', index: 0, recordedAt: 0, type, recorded: null },
});
const none = new Set<number>();

describe('an event that cannot be read', () => {
  it.each<[Reach, string, string | null]>([
    ['public', 'b.Other', 'the event cannot be read'],
    ['panel', 'b.Other', 'the event cannot be read'],
    ['removal', 'b.Other', null],
    ['removal', 'a.Taken', 'the event cannot be read'],
  ])('a view of reach %s meets %s: %s', (reach, type, failure) => {
    expect(pick(viewOf(reach), [unreadable(type)], none)).toEqual({
      ...{ picked: [], failure },
      until: failure === null ? 1 : 0,
    });
  });
});
