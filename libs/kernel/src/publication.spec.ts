import { describe, expect, it } from '@jest/globals';
import { localised } from './localised.js';
import {
  afterPublishing,
  publish,
  unpublished,
  type PublicEntry,
  type Publication,
} from './publication.js';

const entry: PublicEntry = { kind: 'note', date: '2026-03-02', title: localised('记', 'Note') };
const never = { entry: () => null };
const always = { entry: () => entry };
const opening = { entry: () => entry, publicity: ({ as }: { as: 'counted' | 'public' }) => as };
const ofTheLog = { ...always, ofTheLog: true } as const;
const hash = 'ab'.repeat(32);
const isPublic: Publication = { publicity: 'public', entries: 4, prev: hash };
const isCounted: Publication = { ...isPublic, publicity: 'counted' };

describe('what becomes public', () => {
  it('numbers the entries of a public case and chains them', () => {
    expect(publish(always, {}, 'a', isPublic)).toEqual({
      vis: 'public',
      pub: { ...entry, case: 'a', n: 5, prev: hash },
    });
  });

  it.each([
    ['no entry function', {}, isPublic],
    ['an entry that answers null', never, isPublic],
    ['a counted case', always, isCounted],
    ['a case that nobody opened', always, unpublished],
  ])('%s: sealed', (_what, definition, state) => {
    expect(publish(definition, {}, 'a', state)).toEqual({ vis: 'sealed', pub: null });
  });

  it('asks the opening itself for the publicity of the case', () => {
    expect(publish(opening, { as: 'public' }, 'a', unpublished).pub).toEqual({
      ...entry,
      case: 'a',
      n: 1,
      prev: null,
    });
    expect(publish(opening, { as: 'counted' }, 'a', isPublic).vis).toBe('sealed');
  });

  it('shows an act of the log whatever the case, without a number when it has no case', () => {
    expect(publish(ofTheLog, {}, null, unpublished)).toEqual({ vis: 'public', pub: entry });
    expect(publish(ofTheLog, {}, 'a', isCounted).vis).toBe('public');
    expect(publish({ ...never, ofTheLog: true }, {}, null, isPublic).vis).toBe('sealed');
  });

  it('hands the entry the open fields', () => {
    const echo = { entry: (data: { word: string }) => ({ ...entry, kind: data.word }) };
    expect(publish(echo, { word: 'x' }, 'a', isPublic).pub?.kind).toBe('x');
  });
});

describe('the publication after an event', () => {
  it('moves on by one entry after a public one', () => {
    expect(afterPublishing(isPublic, always, {}, 'public', 'cd')).toEqual({
      publicity: 'public',
      entries: 5,
      prev: 'cd',
    });
  });

  it('stays where it is after a sealed one', () => {
    expect(afterPublishing(isPublic, never, {}, 'sealed', 'cd')).toEqual(isPublic);
  });

  it('takes the publicity that an event sets, public or sealed', () => {
    expect(afterPublishing(unpublished, opening, { as: 'public' }, 'public', 'cd')).toEqual({
      publicity: 'public',
      entries: 1,
      prev: 'cd',
    });
    expect(afterPublishing(isPublic, opening, { as: 'counted' }, 'sealed', 'cd')).toEqual(
      isCounted,
    );
  });

  it('numbers without a gap over sealed events between', () => {
    let state: Publication = { publicity: 'public', entries: 0, prev: null };
    const numbers: unknown[] = [];
    for (const [i, definition] of [always, never, always, never, never, always].entries()) {
      const { vis, pub } = publish(definition, {}, 'a', state);
      if (pub) numbers.push(pub);
      state = afterPublishing(state, definition, {}, vis, `leaf-${String(i)}`);
    }
    expect(numbers).toMatchObject([
      { n: 1, prev: null },
      { n: 2, prev: 'leaf-0' },
      { n: 3, prev: 'leaf-2' },
    ]);
  });
});
