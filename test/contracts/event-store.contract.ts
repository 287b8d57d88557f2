import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Conflict, Corrupt } from '#kernel';
import {
  comparePositions,
  type Appended,
  type EventStore,
  type Expected,
  type NewEvent,
  type Position,
  type StoredEvent,
} from '#event-store';

/** A log of its own, empty, as two processes see it. */
export interface OpenedStore {
  readonly store: EventStore;
  readonly second: EventStore;
  /** Takes an event out behind the engine's back, as whoever owns the machine can. */
  lose(position: Position): Promise<void>;
  close(): Promise<void>;
}

export const anEvent = (body = '{}', eventId: string = randomUUID()): NewEvent => ({
  eventId,
  type: 'contract.Happened',
  schemaVersion: 1,
  recordedAt: Date.UTC(2026, 2, 2, 1, 30, 0, 7),
  leaf: `leaf of ${eventId}`,
  body,
});
const some = (count: number) => Array.from({ length: count }, () => anEvent());
const aStream = () => `contract-${randomUUID()}`;

async function all<T>(events: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const event of events) read.push(event);
  return read;
}

async function wholeLog(store: EventStore, after: Position | null = null): Promise<StoredEvent[]> {
  const read: StoredEvent[] = [];
  for (;;) {
    const page = await store.readAll(read.at(-1)?.position ?? after, 1000);
    if (page.length === 0) return read;
    read.push(...page);
  }
}

const conflictOf = (work: Promise<unknown>): Promise<Conflict> =>
  work.then(
    () => {
      throw new Error('was accepted');
    },
    (error: unknown) => {
      if (error instanceof Conflict) return error;
      throw error;
    },
  );

/** Repeatable choices: a run that failed can be run again. */
function chooser(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What every engine promises. */
export function eventStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`event store contract: ${name}`, () => {
    let opened: OpenedStore;
    let store: EventStore;
    let second: EventStore;
    beforeAll(async () => {
      opened = await open();
      ({ store, second } = opened);
    });
    afterAll(() => opened.close());

    // After every test: the whole log is dense, each id stands once, and each stream counts from 0.
    afterEach(async () => {
      const log = await wholeLog(store);
      expect(log.map(({ index }) => index)).toEqual(log.map((_, i) => i));
      expect(new Set(log.map(({ eventId }) => eventId)).size).toBe(log.length);
      const versions = new Map<string, number>();
      for (const { stream, version } of log) {
        expect(version).toBe((versions.get(stream) ?? -1) + 1);
        versions.set(stream, version);
      }
      expect(await store.head()).toBe(log.at(-1)?.position ?? null);
    });

    describe('appending', () => {
      it('has no head while it is empty', async () => {
        expect([await store.head(), await store.readAll(null, 10)]).toEqual([null, []]);
      });

      it('answers with the version and the positions of a batch', async () => {
        const stream = aStream();
        const first = await store.append(stream, 'none', some(3));
        const next = await second.append(stream, first.version, some(2));
        expect([first.version, next.version]).toEqual([2, 4]);
        const read = await all(store.readStream(stream));
        expect(read.map(({ position }) => position)).toEqual([
          first.firstPosition,
          read[1]?.position,
          first.lastPosition,
          next.firstPosition,
          next.lastPosition,
        ]);
      });

      it('writes a batch whole or not at all', async () => {
        const stream = aStream();
        const known = anEvent();
        await store.append(stream, 'none', [known]);
        const before = await store.head();
        // The last of three cannot be stored: its time lies outside of every calendar.
        const broken = [...some(2), { ...anEvent(), recordedAt: 9e18 }];
        await expect(store.append(stream, 0, broken)).rejects.toBeTruthy();
        await conflictOf(store.append(stream, 0, [...some(2), known]));
        expect(await store.head()).toBe(before);
        expect(await all(store.readStream(stream))).toHaveLength(1);
      });

      it.each<[string, Expected, number]>([
        ['none, and the stream is there', 'none', 1],
        ['an older version', 0, 1],
        ['a version that is not there yet', 7, 1],
      ])('refuses a wrong expectation: %s', async (_name, expected, actual) => {
        const stream = aStream();
        await store.append(stream, 'none', some(2));
        const conflict = await conflictOf(second.append(stream, expected, some(1)));
        expect([conflict.stream, conflict.actual]).toEqual([stream, actual]);
        expect(await all(store.readStream(stream))).toHaveLength(2);
      });

      it('says -1 for a stream that is not there', async () => {
        const conflict = await conflictOf(store.append(aStream(), 0, some(1)));
        expect(conflict.actual).toBe(-1);
      });

      it('takes any version, also from many writers at once', async () => {
        const stream = aStream();
        const answers = await Promise.all(
          Array.from({ length: 16 }, (_, i) =>
            (i % 2 ? store : second).append(stream, 'any', some(1)),
          ),
        );
        expect(answers.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
          answers.map((_, i) => i),
        );
      });

      it('refuses a batch that names one event twice, or none', async () => {
        const twice = anEvent();
        for (const expected of ['none', 'any'] as const) {
          await expect(store.append(aStream(), expected, [twice, twice])).rejects.toMatchObject({
            name: 'Invalid',
          });
          await expect(store.append(aStream(), expected, [])).rejects.toMatchObject({
            name: 'Invalid',
          });
        }
      });
    });

    describe('the same event ids', () => {
      it.each<[string, Expected]>([
        ['the version before them', 0],
        ['any version', 'any'],
      ])('answer as the first time, and write nothing: %s', async (_name, expected) => {
        const stream = aStream();
        await store.append(stream, 'none', some(1));
        const batch = some(2);
        const first = await store.append(stream, 0, batch);
        await store.append(stream, 2, some(1));
        const before = await store.head();
        const otherBytes = batch.map(({ eventId }) => anEvent('{"salt":"another"}', eventId));
        expect(first.repeated).toBe(false);
        expect(await second.append(stream, expected, otherBytes)).toEqual({
          ...first,
          repeated: true,
        });
        expect(await store.head()).toBe(before);
        const bodies = (await all(store.readStream(stream, 1))).map(({ body }) => body);
        expect(bodies).toEqual(['{}', '{}', '{}']);
      });

      it('answer as the first time at the beginning of a stream', async () => {
        const stream = aStream();
        const batch = some(2);
        const first = await store.append(stream, 'none', batch);
        expect(await second.append(stream, 'none', batch)).toEqual({ ...first, repeated: true });
      });

      it('have one effect when they come at once', async () => {
        const stream = aStream();
        const batch = some(2);
        const answers = await Promise.all(
          Array.from({ length: 12 }, (_, i) =>
            (i % 2 ? store : second).append(stream, 'none', batch),
          ),
        );
        expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
        expect(new Set(answers.map(({ lastPosition }) => lastPosition)).size).toBe(1);
        expect(await all(store.readStream(stream))).toHaveLength(2);
      });

      it.each<[string, Expected, boolean]>([
        ['in another stream', 'none', true],
        ['in another stream, at any version', 'any', true],
        ['at another version', 1, false],
        ['where nothing should be', 'none', false],
      ])('conflict elsewhere: %s', async (_name, expected, elsewhere) => {
        const stream = aStream();
        await store.append(stream, 'none', some(1));
        const batch = some(1);
        await store.append(stream, 0, batch);
        const before = await store.head();
        const target = elsewhere ? aStream() : stream;
        const conflict = await conflictOf(second.append(target, expected, batch));
        expect([conflict.stream, conflict.actual]).toEqual([target, elsewhere ? -1 : 1]);
        expect(await store.head()).toBe(before);
      });

      it.each<Expected>([0, 'any'])('conflict with a new one among them: %s', async (expected) => {
        const stream = aStream();
        const known = anEvent();
        await store.append(stream, 'none', some(1));
        await store.append(stream, 0, [known]);
        const conflict = await conflictOf(store.append(stream, expected, [known, anEvent()]));
        expect(conflict.actual).toBe(1);
        expect(await all(store.readStream(stream))).toHaveLength(2);
      });
    });

    describe('reading', () => {
      const texts = [
        '𠮷😀👩‍👩‍👧‍👦🇨🇳',
        'e\u0301 \u00e9 \u212b \u00c5',
        '\ufeff\u200b\u202eabc\u2066\u2028\u2029',
        '\u0001\u001f\u007f\u0085\ufffe\uffff\ufffd',
        '\u{10ffff}\u{1f000}',
        `'";--\\ \\u0000 \r\n\t $1 %s {{}} \\`,
        ' spaces at both ends \n',
        '天光'.repeat(300_000),
      ];
      it.each(texts.map((text) => [JSON.stringify(text.slice(0, 24)), text]))(
        'gives the bytes back: %s',
        async (_name, text) => {
          const stream = aStream();
          const event = { ...anEvent(text), leaf: text };
          const batch = [anEvent(text), { ...anEvent(text), leaf: text }];
          await store.append(stream, 'none', [event]);
          await store.append(stream, 0, batch);
          expect(await all(second.readStream(stream))).toMatchObject([event, ...batch]);
        },
      );

      it.each([-62_135_596_800_000, -1, 0, 1, 1_772_415_000_007, 253_402_300_799_999])(
        'gives the time back: %s',
        async (recordedAt) => {
          const stream = aStream();
          await store.append(stream, 'none', [{ ...anEvent(), recordedAt }]);
          expect((await all(store.readStream(stream)))[0]?.recordedAt).toBe(recordedAt);
        },
      );

      it('finds an unknown stream empty', async () => {
        expect(await all(store.readStream(aStream()))).toEqual([]);
      });

      it('goes on from any place, over more than a page', async () => {
        const stream = aStream();
        const before = await store.head();
        const batch = some(1203);
        await store.append(stream, 'none', batch.slice(0, 601));
        await second.append(aStream(), 'none', some(1));
        await store.append(stream, 600, batch.slice(601));
        const read = await all(store.readStream(stream));
        expect(read.map(({ eventId }) => eventId)).toEqual(batch.map(({ eventId }) => eventId));
        for (const from of [0, 1, 600, 601, 999, 1000, 1001, 1202, 1203, 5000]) {
          expect((await all(store.readStream(stream, from))).map(({ version }) => version)).toEqual(
            read.slice(from).map(({ version }) => version),
          );
        }
        for (const most of [0, 1, 999, 1000, 1001, 1300]) {
          expect(
            (await all(store.readStream(stream, 1, most))).map(({ version }) => version),
          ).toEqual(read.slice(1, 1 + most).map(({ version }) => version));
        }
        const log = await wholeLog(second, before);
        expect(log).toHaveLength(1204);
        for (const at of [0, 600, 999, 1000, 1202]) {
          const page = await store.readAll(log[at]?.position ?? null, 100);
          expect(page).toEqual(log.slice(at + 1, at + 101));
          expect(await store.readLeaves(log[at]?.position ?? null, 100)).toEqual(
            page.map(({ position, index, leaf }) => ({ position, index, leaf })),
          );
        }
        expect(await store.readAll(log.at(-1)?.position ?? null, 100)).toEqual([]);
      });
    });

    it('keeps positions dense and in the order of commits under 16 writers that fail at random', async () => {
      const choose = chooser(20_260_302);
      const start = await store.head();
      const contested = [aStream(), aStream()];
      const acknowledged: (Appended & { events: readonly NewEvent[]; stream: string })[] = [];
      let acknowledgedUpTo: Position | null = start;
      let conflicts = 0;
      let aborts = 0;
      const write = async (writer: EventStore, own: string) => {
        for (let round = 0, version = -1; round < 25; round += 1) {
          const shared = choose(3) === 0;
          const stream = shared ? (contested[choose(2)] ?? own) : own;
          const aborted = choose(5) === 0;
          const events = some(1 + choose(3));
          if (aborted) events.push({ ...anEvent(), recordedAt: 9e18 });
          const expected = shared ? choose(20) : version < 0 ? 'none' : version;
          const sentAfter = acknowledgedUpTo;
          try {
            const answer = await writer.append(stream, expected, events);
            expect(aborted).toBe(false);
            expect(comparePositions(answer.firstPosition, sentAfter)).toBeGreaterThan(0);
            acknowledged.push({ ...answer, events, stream });
            if (comparePositions(answer.lastPosition, acknowledgedUpTo) > 0)
              acknowledgedUpTo = answer.lastPosition;
            if (!shared) version = answer.version;
          } catch (error) {
            if (error instanceof Conflict && shared) conflicts += 1;
            else if (aborted) aborts += 1;
            else throw error;
          }
        }
      };
      const over = new AbortController();
      const seen: StoredEvent[] = [];
      const watching = (async () => {
        for await (const event of second.subscribe(start, over.signal))
          if (!('caughtUp' in event)) seen.push(event);
      })();
      await Promise.all(
        Array.from({ length: 16 }, (_, i) => write(i % 2 ? store : second, aStream())),
      );
      const log = await wholeLog(store, start);
      await until(() => seen.length >= log.length);
      over.abort();
      await watching;
      expect([conflicts > 20, aborts > 20]).toEqual([true, true]);
      expect(seen).toEqual(log);
      const expected = acknowledged
        .sort((a, b) => comparePositions(a.firstPosition, b.firstPosition))
        .flatMap(({ events, stream }) => events.map(({ eventId }) => [stream, eventId]));
      expect(log.map(({ stream, eventId }) => [stream, eventId])).toEqual(expected);
    });

    describe('a subscriber', () => {
      it('that joins in the middle sees each event once and in order, and what comes', async () => {
        await store.append(aStream(), 'none', some(1500));
        const log = await wholeLog(store);
        const middle = log[Math.floor(log.length / 3)]?.position ?? null;
        const over = new AbortController();
        const seen: StoredEvent[] = [];
        const caughtUp: (Position | null)[] = [];
        const reading = (async () => {
          for await (const event of store.subscribe(middle, over.signal)) {
            if ('caughtUp' in event) {
              expect(event.caughtUp).toBe(seen.at(-1)?.position);
              caughtUp.push(event.caughtUp);
            } else {
              seen.push(event);
            }
          }
        })();
        await until(() => caughtUp.length > 0);
        expect(caughtUp[0]).toBe(log.at(-1)?.position);
        const stream = aStream();
        for (let i = 0; i < 5; i += 1)
          await (i % 2 ? store : second).append(stream, 'any', some(2));
        const head = await store.head();
        await until(() => caughtUp.at(-1) === head);
        over.abort();
        await reading;
        expect(seen).toEqual(await wholeLog(store, middle));
      });

      it('is told of a new event, and does not wait for the next poll', async () => {
        const over = new AbortController();
        const events = store.subscribe(await store.head(), over.signal)[Symbol.asyncIterator]();
        expect(await events.next()).toEqual({
          done: false,
          value: { caughtUp: await store.head() },
        });
        const times: number[] = [];
        for (let i = 0; i < 5; i += 1) {
          const told = (async () => {
            for (;;) {
              const { value } = await events.next();
              if (value && !('caughtUp' in value)) return value;
            }
          })();
          await second.append(aStream(), 'none', some(1));
          const from = performance.now();
          expect(await told).toMatchObject({ version: 0 });
          times.push(performance.now() - from);
          expect((await events.next()).value).toEqual({ caughtUp: await store.head() });
        }
        over.abort();
        expect(await events.next()).toMatchObject({ done: true });
        expect(Math.min(...times)).toBeLessThan(500);
      });

      it('ends when the signal fires: while it waits, in the middle of a page, and before it began', async () => {
        const waiting = new AbortController();
        const idle = (async () => {
          for await (const event of store.subscribe(await store.head(), waiting.signal))
            if ('caughtUp' in event)
              setTimeout(() => {
                waiting.abort();
              }, 20);
          return 'ended';
        })();
        expect(await within(1000, idle)).toBe('ended');

        await store.append(aStream(), 'none', some(10));
        const reading = new AbortController();
        const seen: unknown[] = [];
        for await (const event of store.subscribe(null, reading.signal)) {
          seen.push(event);
          if (seen.length === 3) reading.abort();
        }
        expect(seen).toHaveLength(3);
        expect(await all(store.subscribe(null, AbortSignal.abort()))).toEqual([]);
      });

      it('gives its connection back when its reader leaves, as often as one likes', async () => {
        for (let i = 0; i < 10; i += 1) {
          const signal = new AbortController().signal;
          const events = store.subscribe(null, signal)[Symbol.asyncIterator]();
          await events.next();
          await events.return?.();
        }
        expect(await store.readAll(null, 1)).toHaveLength(1);
      });
    });

    it('notices that a position is missing, and goes no further', async () => {
      const throwAway = await open();
      try {
        await throwAway.store.append(aStream(), 'none', some(5));
        const [, , third] = await throwAway.store.readAll(null, 10);
        await throwAway.lose(third?.position ?? '');
        for (const read of [
          () => throwAway.store.readAll(null, 10),
          () => throwAway.store.readLeaves(null, 10),
          () => wholeLog(throwAway.second),
          () => all(throwAway.store.subscribe(null, new AbortController().signal)),
        ]) {
          await expect(read()).rejects.toBeInstanceOf(Corrupt);
        }
        const [first] = await throwAway.store.readAll(null, 1);
        await throwAway.lose(first?.position ?? '');
        await expect(throwAway.store.readAll(null, 1)).rejects.toBeInstanceOf(Corrupt);
      } finally {
        await throwAway.close();
      }
    });
  });
}

/** Waits for a condition; the test's own limit ends a wait for nothing. */
export async function until(happened: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await happened())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The answer of some work, or `late`. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => {
      resolve('late');
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
