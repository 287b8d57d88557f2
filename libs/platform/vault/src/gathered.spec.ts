import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Gathered } from './gathered.js';

describe('gathered questions', () => {
  it('go in one round for all callers of a tick, sorted, each once', async () => {
    const rounds: string[][] = [];
    const gathered = new Gathered<string, string>((questions) => {
      rounds.push([...questions]);
      return Promise.resolve(questions.map((q) => q.toUpperCase()));
    });
    const ask = (q: string) => gathered.ask(q, q);
    expect(await Promise.all(['b', 'a', 'Z', 'b'].map(ask))).toEqual(['B', 'A', 'Z', 'B']);
    expect(rounds).toEqual([['Z', 'a', 'b']]);
    // Nothing is remembered: whoever asks later gets a later answer.
    await ask('a');
    expect(rounds).toHaveLength(2);
  });

  it('wait while a round is under way, and then go together, so many at most', async () => {
    const rounds: string[][] = [];
    const gathered = new Gathered<string, string>(async (questions) => {
      rounds.push([...questions]);
      await sleep(20);
      return questions;
    }, 2);
    const ask = (q: string) => gathered.ask(q, q);
    const first = ask('a');
    await sleep(5);
    await Promise.all([first, ...['e', 'd', 'a', 'c', 'b'].map(ask)]);
    expect(rounds).toEqual([['a'], ['d', 'e'], ['b', 'c']]);
  });

  it('fail together with their round, and not the next one', async () => {
    let fails = true;
    const gathered = new Gathered<string, string>((questions) =>
      fails ? Promise.reject(new Error('away')) : Promise.resolve(questions),
    );
    const outcomes = await Promise.allSettled(['a', 'b'].map((q) => gathered.ask(q, q)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await gathered.ask('a', 'a')).toBe('a');
  });
});
