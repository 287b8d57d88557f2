import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '#platform/postgres';
import type { Vault } from '#vault';
import { hex, newKeys, type TestKeys } from './keys.js';

let keys: TestKeys;
beforeAll(async () => {
  keys = await newKeys();
});
afterAll(() => keys.close());

const newPeople = (count: number) => Array.from({ length: count }, () => randomUUID());

/** Transactions that made the rows of these holders: the number of their commits. */
async function commitsOf(table: string, column: string, values: readonly string[]) {
  const { rows } = await keys.pool.query<{ rows: number; commits: number }>(
    `select count(*)::int as rows, count(distinct xmin::text)::int as commits from ${table} where ${column} = any($1)`,
    [values],
  );
  return rows[0];
}

/** 256 callers as an import has them, each with one new person after another. */
async function callers(vault: Vault, stream: string, people: readonly string[]): Promise<void> {
  const queue = [...people];
  await Promise.all(
    Array.from({ length: 256 }, async () => {
      for (let one = queue.pop(); one !== undefined; one = queue.pop())
        await vault.keyring(stream, 'case', [one]);
    }),
  );
}

describe('keys that many callers need at once', () => {
  it('are made in one commit', async () => {
    const vault = await keys.vault();
    const stream = `case-${randomUUID()}`;
    const people = newPeople(256);
    await Promise.all(people.map((person) => vault.keyring(stream, 'case', [person])));
    const holders = [stream, ...people.map((person) => `person:${person}`)];
    expect(await commitsOf('wrapped_key', 'holder', holders)).toEqual({ rows: 258, commits: 1 });
  });

  it('are made one by one where nobody else waits', async () => {
    // The twin: the count above would not see it if each caller had a commit of its own.
    const vault = await keys.vault();
    const people = newPeople(3);
    for (const person of people) await vault.keyring('case-one', 'case', [person]);
    const holders = people.map((person) => `person:${person}`);
    expect(await commitsOf('wrapped_key', 'holder', holders)).toEqual({ rows: 3, commits: 3 });
  });

  it('are made for 256 callers at 5,000 a second, or not much less on a busy machine', async () => {
    const vault = await keys.vault();
    const people = newPeople(5000);
    const from = performance.now();
    await callers(vault, `case-${randomUUID()}`, people);
    const perSecond = people.length / ((performance.now() - from) / 1000);
    const made = await commitsOf(
      'wrapped_key',
      'holder',
      people.map((person) => `person:${person}`),
    );
    expect(made?.rows).toBe(5000);
    expect(made?.commits).toBeLessThan(100);
    if (process.env['SHOW_FIGURES'] === '1') console.log(`${String(Math.round(perSecond))} keys/s`);
    expect(perSecond).toBeGreaterThan(500);
  });

  it('are the same for callers of several processes that cross each other', async () => {
    const vaults = [await keys.vault(), await keys.vault(), await keys.vault()];
    const streams = Array.from({ length: 30 }, () => `case-${randomUUID()}`);
    const people = newPeople(300);
    const rings = await Promise.all(
      vaults.map((vault, v) =>
        Promise.all(
          streams.map(async (stream, s) => {
            const order = (s + v) % 2 === 0 ? people : people.toReversed();
            const ring = await vault.keyring(stream, 'case', order);
            return [ring.panel, ...people.map((id) => ring.person(id))].map(hex).join();
          }),
        ),
      ),
    );
    expect(rings[1]).toEqual(rings[0]);
    expect(rings[2]).toEqual(rings[0]);
  });

  it('fail for those alone who asked for a row that does not open', async () => {
    const stream = `case-${randomUUID()}`;
    const [bad, good] = newPeople(2) as [string, string];
    await (await keys.vault()).keyring(stream, 'case', [bad, good]);
    const { rows } = await keys.pool.query<{ kid: string }>(
      `update wrapped_key set wrapped = decode(repeat('00', 60), 'hex') where holder = $1 returning kid`,
      [`person:${bad}`],
    );
    const vault = await keys.vault();
    const outcomes = await Promise.allSettled(
      [bad, good].map((person) => vault.keyring(stream, 'case', [person])),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    await keys.pool.query('delete from wrapped_key where kid = $1', [rows[0]?.kid]);
  });

  it('fail together when the database is away, and are made at the next call', async () => {
    const vault = await keys.vault();
    const { owner } = keys.databases.keys;

    await withClient(owner, (client) => client.query('alter table wrapped_key rename to gone'));
    const people = newPeople(5);
    const failed = await Promise.allSettled(
      people.map((person) => vault.keyring('case-two', 'case', [person])),
    );
    expect(failed.map(({ status }) => status)).toEqual(people.map(() => 'rejected'));
    await withClient(owner, (client) => client.query('alter table gone rename to wrapped_key'));
    for (const person of people) {
      const ring = await vault.keyring('case-two', 'case', [person]);
      expect(ring.person(person).key).toHaveLength(32);
    }
  });
});

describe('people whom many callers ask for at once', () => {
  it('get their ids in one commit, in the order of the names', async () => {
    const vault = await keys.vault();
    const scope = `case-${randomUUID()}`;
    const names = Array.from({ length: 300 }, (_, i) => `Name ${String(i % 200)}`);
    const ids = await vault.personsOf(scope, names);
    expect(new Set(ids).size).toBe(200);
    expect(ids.slice(200)).toEqual(ids.slice(0, 100));
    expect(await commitsOf('alias', 'scope', [scope])).toEqual({ rows: 200, commits: 1 });
    const again = await keys.vault();
    expect(await again.personsOf(scope, names.toReversed())).toEqual(ids.toReversed());
    expect(await again.personOf(scope, 'Name 7')).toBe(ids[7]);
    expect(await again.personsOf(scope, [])).toEqual([]);
  });
});
