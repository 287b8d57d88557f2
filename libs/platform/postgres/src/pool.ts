import pg from 'pg';
import { codeOf, Unavailable } from '#kernel';
import type { Connection } from './client.js';

/** Every wait has an end: a black-holed connection fails within five seconds instead of holding a request for ever. */
const timeouts = {
  connectionTimeoutMillis: 5000,
  query_timeout: 5000,
  statement_timeout: 4500,
  idle_in_transaction_session_timeout: 5000,
  lock_timeout: 4000,
  keepAlive: true,
};

/** @param name shows in `pg_stat_activity` */
export function openPool(connection: Connection, name: string, max = 8): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    ...timeouts,
    application_name: `daylight ${name}`,
    max,
  });
  // A connection that dies while idle is replaced at the next query; without a listener Node would end the process.
  pool.on('error', () => undefined);
  return pool;
}

const fullDisk = '53100';

/**
 * Turns a database that is away into `Unavailable`, and a full disk into its own code. Errors of a statement pass.
 * @throws Unavailable
 */
export async function reachable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const code = codeOf(cause) ?? '';
    if (code === fullDisk) {
      throw new Unavailable(
        'The database has no room',
        'Nothing was recorded. Free disk space and send the command again.',
        'STORE_FULL',
        { cause },
      );
    }
    if (!isAway(code, cause)) throw cause;
    throw new Unavailable(
      'The database does not answer',
      'Wait a moment and send the same command again; it has one effect.',
      'STORE_UNAVAILABLE',
      { cause },
    );
  }
}

// 08: connection; 57: shut down or cancelled; 53: too many connections, no memory; 55P03: a lock was not had in time.
// E…: the socket itself. What `pg` raises by itself has no code.
function isAway(code: string, error: unknown): boolean {
  if (/^(08|57|53)...$/.test(code) || code === '55P03' || /^E[A-Z]+$/.test(code)) return true;
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  return (
    code === '' &&
    /timeout|Connection terminated|connection error|Client has encountered/i.test(message)
  );
}
