import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { PostgresEventStore, type Appended, type Expected, type NewEvent } from '#event-store';
import { Conflict } from '#kernel';
import { openPool } from '#platform/postgres';
import type pg from 'pg';
import { anEvent } from '../contracts/event-store.contract.js';
import { newDatabases } from '../language/installation.js';

/** An append as a test asks for it: to one of three streams, at a place seen from its end, perhaps with ids that stood before. */
interface Asked {
  readonly stream: number;
  /** 0: where the stream ends; negative: before; positive: beyond. */
  readonly off: number;
  readonly any: boolean;
  readonly events: number;
  /** Repeats the events of the n-th append before, if there was one. */
  readonly again: number | null;
}

const asked: fc.Arbitrary<Asked> = fc.record({
  stream: fc.nat(2),
  off: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -3, max: 2 }) },
  ),
  any: fc.oneof(
    { weight: 5, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  events: fc.integer({ min: 1, max: 4 }),
  again: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(5) }),
});

describe('the event store behaves as a list of streams', () => {
  let pools: pg.Pool[];
  let stores: PostgresEventStore[];
  let drop: () => Promise<void>;
  let size = 0;
  beforeAll(async () => {
    const installation = await newDatabases();
    drop = installation.drop;
    pools = ['one', 'two'].map((name) => openPool(installation.databases.main.office, name));
    stores = pools.map((pool) => new PostgresEventStore(pool));
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    for (const pool of pools) await pool.end();
    await drop();
  });

  it('one append after the other, through two processes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(asked, fc.nat(1)), { maxLength: 24 }), async (script) => {
        const names = [0, 1, 2].map((n) => `p-${String(n)}-${randomUUID()}`);
        const model = new Model(size);
        const made: NewEvent[][] = [];
        for (const [ask, process] of script) {
          const stream = names[ask.stream] as string;
          const events =
            ask.again === null ? fresh(ask.events) : (made.at(-1 - ask.again) ?? fresh(ask.events));
          made.push(events);
          const at = model.versionOf(stream) + ask.off;
          const expected: Expected = ask.any ? 'any' : at < 0 ? 'none' : at;
          const predicted = model.append(stream, expected, events);
          const store = stores[process] as PostgresEventStore;
          const answer = await store.append(stream, expected, events).catch((error: unknown) => {
            if (error instanceof Conflict) return { conflict: error.actual };
            throw error;
          });
          expect(answer).toEqual(predicted);
        }
        for (const name of names) {
          const read: string[] = [];
          for await (const { eventId } of (stores[0] as PostgresEventStore).readStream(name))
            read.push(eventId);
          expect(read).toEqual(model.streams.get(name) ?? []);
        }
        size = model.size;
        expect(await stores[0]?.head()).toBe(size === 0 ? null : String(size - 1));
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('many at once: what was acknowledged stands where it says, and nothing else was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 2, maxLength: 40 }), async (script) => {
        const names = [0, 1, 2].map((n) => `q-${String(n)}-${randomUUID()}`);
        const before = size;
        const answers = await Promise.all(
          script.map(async (ask, i) => {
            const events = fresh(ask.events);
            const stream = names[ask.stream] as string;
            const expected = ask.any ? 'any' : ask.off < 0 ? 'none' : ask.off;
            const answer = await (stores[i % 2] as PostgresEventStore)
              .append(stream, expected, events)
              .catch((error: unknown) => {
                if (error instanceof Conflict) return null;
                throw error;
              });
            return { events, stream, answer };
          }),
        );
        const log = await (stores[0] as PostgresEventStore).readAll(
          before === 0 ? null : String(before - 1),
          1000,
        );
        size = before + log.length;
        const written = answers.flatMap(({ events, stream, answer }) =>
          answer === null
            ? []
            : events.map(({ eventId }, i) => ({
                eventId,
                stream,
                position: String(Number(answer.firstPosition) + i),
                version: answer.version - events.length + 1 + i,
              })),
        );
        const place = (a: { position: string }, b: { position: string }) =>
          Number(a.position) - Number(b.position);
        expect(
          log.map(({ eventId, stream, position, version }) => ({
            eventId,
            stream,
            position,
            version,
          })),
        ).toEqual(written.toSorted(place));
        for (const name of names) {
          const versions = log
            .filter(({ stream }) => stream === name)
            .map(({ version }) => version);
          expect(versions).toEqual(versions.map((_, i) => i));
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

const fresh = (count: number) => Array.from({ length: count }, () => anEvent());

type Predicted = Appended | { readonly conflict: number };

/** The promises of the port in their simplest form. */
class Model {
  readonly streams = new Map<string, string[]>();
  private readonly places = new Map<
    string,
    { stream: string; version: number; position: number }
  >();

  constructor(public size: number) {}

  versionOf(stream: string): number {
    return (this.streams.get(stream)?.length ?? 0) - 1;
  }

  append(stream: string, expected: Expected, events: readonly NewEvent[]): Predicted {
    const version = this.versionOf(stream);
    const there = events.map(({ eventId }) => this.places.get(eventId));
    if (there.some((place) => place !== undefined)) {
      const [first] = there;
      const from = expected === 'any' ? first?.version : expected === 'none' ? 0 : expected + 1;
      const same = there.every(
        (place, i) => place?.stream === stream && place.version === (from ?? NaN) + i,
      );
      const last = there.at(-1);
      if (!same || !first || !last) return { conflict: version };
      return {
        version: last.version,
        firstPosition: String(first.position),
        lastPosition: String(last.position),
        repeated: true,
      };
    }
    const holds = expected === 'any' || (expected === 'none' ? -1 : expected) === version;
    if (!holds) return { conflict: version };
    const ids = this.streams.get(stream) ?? [];
    this.streams.set(stream, ids);
    const firstPosition = String(this.size);
    for (const { eventId } of events) {
      this.places.set(eventId, { stream, version: ids.push(eventId) - 1, position: this.size });
      this.size += 1;
    }
    return {
      version: ids.length - 1,
      firstPosition,
      lastPosition: String(this.size - 1),
      repeated: false,
    };
  }
}
