import { describe, expect, it } from '@jest/globals';
import { DisclosureReleased, entriesOf, releasesAfter } from './disclosure-released.js';
import { localised } from './localised.js';
import {
  afterPublishing,
  publish,
  unpublished,
  type PublicEntry,
  type Publication,
  type PublishedEntry,
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
    expect(publish(opening, { as: 'counted' }, 'a', unpublished).vis).toBe('sealed');
  });

  it.each([
    ['raises the level', 'public', isCounted],
    ['lowers the level: a case cannot vanish without a dated act', 'counted', isPublic],
  ] as const)('shows what %s', (_what, as, state) => {
    expect(publish(opening, { as }, 'a', state)).toEqual({
      vis: 'public',
      pub: { ...entry, case: 'a', n: 5, prev: hash },
    });
  });

  it('shows nothing of a case that was counted and stays so', () => {
    expect(publish(opening, { as: 'counted' }, 'a', isCounted).vis).toBe('sealed');
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
      events: 1,
    });
  });

  it('stays where it is after a sealed one', () => {
    expect(afterPublishing(isPublic, never, {}, 'sealed', 'cd')).toEqual({
      ...isPublic,
      events: 1,
    });
  });

  it('takes the publicity that an event sets', () => {
    expect(afterPublishing(unpublished, opening, { as: 'public' }, 'public', 'cd')).toEqual({
      publicity: 'public',
      entries: 1,
      prev: 'cd',
      events: 1,
    });
    expect(afterPublishing(isPublic, opening, { as: 'counted' }, 'public', 'cd')).toEqual({
      publicity: 'counted',
      entries: 5,
      prev: 'cd',
      events: 1,
    });
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

describe('raising the level of a case', () => {
  type Step = [definition: object, open: Readonly<Record<string, unknown>>];
  /** Folds events as the log does, each raise with the releases that follow on it. */
  function folded(...steps: Step[]) {
    let state = unpublished;
    const pubs: unknown[] = [];
    const released: ReturnType<typeof releasesAfter>[number][] = [];
    const due: Step[] = [...steps];
    for (let step = due.shift(); step; step = due.shift()) {
      const [definition, open] = step;
      const { vis, pub } = publish(definition, open, 'a', state);
      const leaf = `leaf-${String(state.events ?? 0)}`;
      const before = state;
      state = afterPublishing(before, definition, open, vis, leaf);
      pubs.push(pub);
      const releases = releasesAfter(before, state, 'a', '2026-03-03');
      released.push(...releases);
      due.unshift(...releases.map(({ data }): Step => [DisclosureReleased, data]));
    }
    return { state, pubs, released };
  }
  const counted: Step = [opening, { as: 'counted' }];
  const raised: Step = [opening, { as: 'public' }];
  const versionsOf = (released: ReturnType<typeof folded>['released']) =>
    released.map(({ data }) => data.shows.map(({ version }) => version));

  it('releases what would have been public, with the words of then, and nothing else', () => {
    const { released, pubs, state } = folded(counted, [never, {}], [always, {}], raised);
    expect(released).toEqual([
      DisclosureReleased({
        case: 'a',
        on: '2026-03-03',
        shows: [
          { version: 0, ...entry },
          { version: 2, ...entry },
        ],
      }),
    ]);
    expect(pubs.slice(0, 3)).toEqual([null, null, null]);
    expect(pubs.slice(3)).toMatchObject([
      { n: 1, prev: null },
      { kind: 'release', n: 2, prev: 'leaf-3', date: '2026-03-03' },
    ]);
    expect(state).toEqual({ publicity: 'public', entries: 4, prev: 'leaf-4', events: 5 });
  });

  it('gives the entries that it shows the numbers behind its own, chained to it', () => {
    const { released, pubs } = folded(counted, [always, {}], raised, [always, {}]);
    const shows = released[0]?.data.shows ?? [];
    expect(entriesOf(pubs[3] as PublishedEntry, shows, 'leaf-3')).toEqual([
      { version: 0, pub: { ...entry, case: 'a', n: 3, prev: 'leaf-3' } },
      { version: 1, pub: { ...entry, case: 'a', n: 4, prev: 'leaf-3' } },
    ]);
    expect(pubs[4]).toMatchObject({ n: 5, prev: 'leaf-3' });
  });

  it('releases each event once, also when a case is lowered and raised again', () => {
    const { released, state, pubs } = folded(
      ...[counted, [always, {}] as Step, raised, counted],
      ...[[always, {}] as Step, [never, {}] as Step, raised],
    );
    expect(versionsOf(released)).toEqual([[0, 1], [5]]);
    expect(state.waiting).toBe(undefined);
    expect(pubs.flatMap((pub) => (pub as PublishedEntry | null)?.n ?? [])).toEqual([1, 2, 5, 6, 7]);
    expect(state.entries).toBe(8);
  });

  it('makes no release where nothing waits, nor when a case is opened as public', () => {
    expect(folded(raised, [always, {}]).released).toEqual([]);
    expect(folded(raised, counted, raised).released).toEqual([]);
  });

  it('shows 100 entries and 40 KB in one event at most', () => {
    const many = folded(counted, ...Array.from({ length: 230 }, (): Step => [always, {}]), raised);
    expect(versionsOf(many.released).map(({ length }) => length)).toEqual([100, 100, 31]);
    expect(many.state.waiting).toBe(undefined);
    expect(many.state.entries).toBe(231 + 3 + 1);
    const long = { entry: () => ({ ...entry, text: localised('长'.repeat(5000), '') }) };
    const large = folded(counted, [long, {}], [long, {}], [long, {}], raised);
    expect(versionsOf(large.released)).toEqual([[0, 1, 2], [3]]);
    const huge = { entry: () => ({ ...entry, text: localised('长'.repeat(50_000), '') }) };
    expect(versionsOf(folded(counted, [huge, {}], raised).released)).toEqual([[0], [1]]);
  });
});
