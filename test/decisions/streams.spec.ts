import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#engine';
import type { StoredEvent } from '#event-store';
import { Conflict, Corrupt, Unavailable, type PublishedEntry } from '#kernel';
import { openStored, presentationOf } from '#sealing';
import { leafHash } from '#tlog';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { action, decisionsOver, failureOf, opening, sizeOf, stage, take, through } from './case.js';

describe('deciding on a stream', () => {
  // A day ahead, so that the clock of the tests may jump back and the other engine stays behind it.
  const clock = { at: Date.UTC(2026, 2, 2, 1, 30), now: () => clock.at };
  let installation: TestInstallation;
  let engine: Engine;
  let other: Engine;
  beforeAll(async () => {
    installation = await newInstallation(clock);
    ({ engine } = installation);
    other = await installation.another();
  });
  afterAll(() => installation.close());
  afterEach(async () => {
    expect((await checkLog(engine)).size).toBe(await sizeOf(engine));
  });

  const eventsOf = async (ref: string): Promise<StoredEvent[]> => {
    const events: StoredEvent[] = [];
    for await (const event of engine.store.readStream(engine.vault.streamOf(ref)))
      events.push(event);
    return events;
  };

  it('goes on where another process left it', async () => {
    await take(engine, opening('alternate'));
    for (let i = 0; i < 12; i += 1) {
      const to = i % 2 ? 'triage' : 'planning';
      const taken = await take(
        i % 3 ? engine : other,
        stage('alternate', `alternate-${String(i)}`, to, 'Again.'),
      );
      expect(taken.events).toBe(1);
    }
    expect((await eventsOf('alternate')).map(({ version }) => version)).toEqual(
      Array.from({ length: 13 }, (_, i) => i),
    );
  });

  it('stops when the log holds less than it acknowledged, and says no more than that', async () => {
    let lost = false;
    const shorter = decisionsOver(
      engine,
      through(engine.store, {
        append: (stream, expected, events) =>
          lost
            ? Promise.reject(new Conflict(stream, Number(expected) - 1))
            : engine.store.append(stream, expected, events),
      }),
      clock,
    );
    await take(shorter, opening('shorter'));
    await take(shorter, action('shorter', 'shorter-1'));
    lost = true;
    const failure = await failureOf(take(shorter, action('shorter', 'shorter-2')));
    expect(failure).toBeInstanceOf(Corrupt);
    expect((failure as Error).message).toContain('less than it acknowledged');
    expect(await eventsOf('shorter')).toHaveLength(2);
  });

  it('lets both processes write to one case at once', async () => {
    await take(engine, opening('both'));
    const taken = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        take(i % 2 ? engine : other, action('both', `both-${String(i)}`)).catch(
          (error: unknown) => error,
        ),
      ),
    );
    // Under a steady race a command may give up; what it says is true: it was not recorded.
    const recorded = taken.filter((answer) => !(answer instanceof Unavailable));
    expect(recorded.every((answer) => (answer as { events?: number }).events === 1)).toBe(true);
    expect(await eventsOf('both')).toHaveLength(1 + recorded.length);
  });

  /** A process before which another one always writes first, so many times. */
  const beaten = (ref: string, times: number) => {
    const appends = { tried: 0 };
    const loser = decisionsOver(
      engine,
      through(engine.store, {
        append: async (...args) => {
          appends.tried += 1;
          if (appends.tried <= times)
            await take(other, action(ref, `${ref}-winner-${String(appends.tried)}`));
          return engine.store.append(...args);
        },
      }),
    );
    return { loser, appends };
  };

  it('decides again after four lost races', async () => {
    await take(engine, opening('four'));
    const { loser, appends } = beaten('four', 4);
    expect((await take(loser, action('four', 'four-1'))).events).toBe(1);
    expect(appends.tried).toBe(5);
    expect(await eventsOf('four')).toHaveLength(6);
  });

  it('gives up after five, says so, and has written nothing', async () => {
    await take(engine, opening('five'));
    const { loser, appends } = beaten('five', 99);
    const failure = await failureOf(take(loser, action('five', 'five-1')));
    expect(failure).toBeInstanceOf(Unavailable);
    expect((failure as Unavailable).code).toBe('TOO_BUSY');
    expect(appends.tried).toBe(5);
    expect(await eventsOf('five')).toHaveLength(6);
    expect((await take(engine, action('five', 'five-1'))).events).toBe(1);
  });

  it('numbers public entries from 1, each naming the one before it, past what is sealed', async () => {
    await take(engine, opening('chain'));
    await take(other, action('chain', 'chain-1'));
    await take(engine, stage('chain', 'chain-2', 'triage'));
    await take(engine, action('chain', 'chain-3'));
    await take(other, stage('chain', 'chain-4', 'planning'));
    const entries = (await eventsOf('chain')).map((stored) => ({
      hash: leafHash(stored.leaf).toString('hex'),
      pub: (openStored(stored).windows.get('/pub') ?? null) as PublishedEntry | null,
    }));
    expect(entries.map(({ pub }) => pub && [pub.case, pub.n, pub.prev])).toEqual([
      ['chain', 1, null],
      null,
      ['chain', 2, entries[0]?.hash],
      null,
      ['chain', 3, entries[2]?.hash],
    ]);
  });

  it('never records a time before the one that the case has', async () => {
    const start = clock.at;
    await take(engine, opening('time'));
    const jumps = [-86_400_000, -5 * 365 * 86_400_000, 60_000, -1, 3_600_000];
    for (const [i, jump] of jumps.entries()) {
      clock.at = start + jump;
      await take(i % 2 ? engine : other, action('time', `time-${String(i)}`));
    }
    clock.at = start;
    expect((await eventsOf('time')).map(({ recordedAt }) => recordedAt - start)).toEqual([
      0, 0, 0, 60_000, 60_000, 3_600_000,
    ]);
  });

  it('seals a counted case entirely', async () => {
    await take(engine, opening('counted', 'counted-0', 'counted'));
    await take(engine, action('counted', 'counted-1'));
    await take(engine, stage('counted', 'counted-2', 'triage'));
    const events = await eventsOf('counted');
    expect(events).toHaveLength(3);
    for (const stored of events) {
      const { leaf, windows } = openStored(stored);
      expect([leaf.vis, windows.get('/pub') ?? null]).toEqual(['sealed', null]);
      const shown = presentationOf(stored, leaf.vis, engine.catalogue.openFields(stored.type));
      expect(shown).toBe(`${stored.leaf}~`);
    }
    while (await engine.projections.advance());
    for (const table of ['public_case', 'timeline_entry', 'disclosure', 'sealed_band']) {
      const column = table === 'sealed_band' ? 'key' : 'ref';
      const { rows } = await engine.pool.query(
        `select from public.${table} where ${column} = 'counted'`,
      );
      expect(rows).toEqual([]);
    }
  });
});
