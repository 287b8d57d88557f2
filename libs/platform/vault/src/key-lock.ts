import type pg from 'pg';
import { codeOf, Unavailable } from '#kernel';
import { reachable, withClient, type Connection } from '#platform/postgres';

/** Where the keys of an installation are: its keys database, as the keys role, and its data folder. */
export interface KeyParts {
  readonly keys: Connection;
  readonly dataDir: string;
}

/** Any number, as long as nobody else in this database locks it. */
const lock = 4_106_221_990;

/**
 * Runs one piece of work on the whole set of keys at a time: a rotation, a recovery copy, a backup. The lock belongs to
 * the connection and goes with it, however the process ends. Making and reading single keys goes on meanwhile.
 * @throws Unavailable when another one is at work for more than a minute
 */
export function withAllKeys<T>(
  { keys }: KeyParts,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return reachable(
    withClient(keys, async (client) => {
      await takeLock(client);
      return work(client);
    }),
  );
}

async function takeLock(client: pg.Client): Promise<void> {
  try {
    await client.query("set lock_timeout = '60s'");
    await client.query('select pg_advisory_lock($1)', [lock]);
  } catch (cause) {
    if (codeOf(cause) !== '55P03') throw cause;
    throw new Unavailable(
      'Another process has been at work on the keys for a minute',
      'Wait until its rotation or backup is done and try again.',
      'TOO_BUSY',
      { cause },
    );
  }
}
