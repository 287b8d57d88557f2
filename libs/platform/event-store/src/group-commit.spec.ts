import { describe, expect, it } from '@jest/globals';
import { Conflict, Unavailable } from '#kernel';
import { GroupCommit, type Outcome, type Waiting } from './group-commit.js';

const request = (stream: string, bytes = 1): Waiting => ({
  stream,
  expected: 'any',
  events: [
    {
      eventId: stream,
      type: 't',
      schemaVersion: 1,
      recordedAt: 0,
      leaf: 'l',
      body: 'x'.repeat(bytes),
    },
  ],
});
const written: Outcome = { version: 0, firstPosition: '0', lastPosition: '0', repeated: false };

/** Keeps each batch in flight until it is let go. */
function held() {
  const flights: {
    streams: string[];
    land: (outcomes?: Outcome[]) => void;
    fail: (error: Error) => void;
  }[] = [];
  const commits = new GroupCommit(
    (batch) =>
      new Promise((resolve, reject) => {
        flights.push({
          streams: batch.map(({ stream }) => stream),
          land: (outcomes = batch.map(() => written)) => {
            resolve(outcomes);
          },
          fail: reject,
        });
      }),
  );
  return { flights, commits };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));
const settled = (work: Promise<unknown>) =>
  work.then(
    () => 'written',
    (error: unknown) => (error as Error).name,
  );

describe('group commit', () => {
  it('sends a lone request at once, and gathers what comes meanwhile, one of a stream at a time', async () => {
    const { flights, commits } = held();
    const first = commits.append(request('a'));
    await turn();
    const others = ['b', 'a', 'c', 'a'].map((stream) => commits.append(request(stream)));
    expect(flights.map(({ streams }) => streams)).toEqual([['a']]);
    for (let i = 0; i < 3; i += 1) {
      flights[i]?.land();
      await turn();
    }
    expect(flights.map(({ streams }) => streams)).toEqual([['a'], ['b', 'a', 'c'], ['a']]);
    expect(await Promise.all([first, ...others])).toHaveLength(5);
  });

  it('bounds a batch, and lets a larger request travel alone', async () => {
    const { flights, commits } = held();
    const all = [
      ...Array.from({ length: 40 }, (_, i) => commits.append(request(`s${String(i)}`))),
      commits.append(request('large', 2 * 1024 * 1024)),
    ];
    for (let i = 0; i < 3; i += 1) {
      await turn();
      flights[i]?.land();
    }
    await Promise.all(all);
    expect(flights.map(({ streams }) => streams.length)).toEqual([32, 8, 1]);
  });

  it('fails only the losers of a batch', async () => {
    const { flights, commits } = held();
    const both = [commits.append(request('a')), commits.append(request('b'))];
    await turn();
    flights[0]?.land([new Conflict('a', 3), written]);
    expect(await Promise.all(both.map(settled))).toEqual(['Conflict', 'written']);
  });

  it('fails all that wait when the database is away, and goes on afterwards', async () => {
    const { flights, commits } = held();
    const first = commits.append(request('a'));
    await turn();
    const behind = commits.append(request('b'));
    flights[0]?.fail(new Unavailable('away', 'wait'));
    expect(await Promise.all([first, behind].map(settled))).toEqual(['Unavailable', 'Unavailable']);
    expect(flights).toHaveLength(1);
    const later = commits.append(request('c'));
    await turn();
    flights[1]?.land();
    expect(await settled(later)).toBe('written');
  });
});
