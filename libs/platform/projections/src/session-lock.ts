import type pg from 'pg';
import { codeOf } from '#kernel';
import { reachable } from '#platform/postgres';

/** Class of these locks within the database; any number, as long as nobody else uses it. */
const lockClass = 1_684_105_324;

/** Who holds a lock that somebody waits for. */
export interface Holder {
  /** `application_name` of its session. */
  readonly name: string;
  /** Process of the database that serves it, as in `pg_stat_activity`. */
  readonly pid: number;
}

/**
 * A lock that belongs to a session of the database: freed when it is released, and when its connection or its process
 * dies, however that happens. Holds one connection of the pool.
 */
export class SessionLock {
  /** Fires when the lock is gone: its connection died, or it was released. */
  readonly lost: AbortSignal;
  private readonly gone = new AbortController();
  private released = false;

  private constructor(private readonly client: pg.PoolClient) {
    this.lost = this.gone.signal;
    // Also keeps Node alive: a connection that dies without a listener would end the process.
    client.on('error', this.lose);
    client.on('end', this.lose);
  }

  /**
   * Waits for the lock; null when the signal fires first. The server wakes whoever waits as soon as the lock is free.
   * @param onWait called once, if somebody else holds it
   * @throws Unavailable when the database does not answer
   */
  static async take(
    pool: pg.Pool,
    name: string,
    signal?: AbortSignal,
    onWait?: (holder: Holder | null) => void,
  ): Promise<SessionLock | null> {
    const lock = new SessionLock(await reachable(pool.connect()));
    const release = () => {
      lock.release();
    };
    signal?.addEventListener('abort', release);
    try {
      if (!(await lock.has(name, 0))) {
        onWait?.(await lock.holder(name));
        while (!lock.lost.aborted && !(await lock.has(name, 1000)));
      }
    } catch (error) {
      lock.release();
      if (signal?.aborted !== true) throw error;
    } finally {
      signal?.removeEventListener('abort', release);
    }
    if (!lock.lost.aborted) return lock;
    lock.release();
    return null;
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    this.lose();
    // The connection ends with the lock: a session that goes back to the pool would keep it.
    this.client.release(true);
  }

  /** @param waitMs how long the server waits for it */
  private async has(name: string, waitMs: number): Promise<boolean> {
    const key = [lockClass, name];
    if (waitMs === 0) {
      const { rows } = await reachable(
        this.client.query<{ held: boolean }>(
          `select pg_try_advisory_lock($1, hashtext($2)) as held`,
          key,
        ),
      );
      return rows[0]?.held ?? false;
    }
    try {
      await this.client.query(`set lock_timeout = ${String(waitMs)}`);
      await this.client.query(`select pg_advisory_lock($1, hashtext($2))`, key);
      return true;
    } catch (error) {
      if (codeOf(error) === '55P03') return false;
      await reachable(Promise.reject(error as Error));
      throw error;
    }
  }

  private async holder(name: string): Promise<Holder | null> {
    const { rows } = await reachable(
      this.client.query<Holder>(
        `select coalesce(a.application_name, '') as name, l.pid from pg_locks l left join pg_stat_activity a on a.pid = l.pid
         where l.locktype = 'advisory' and l.granted and l.classid = $1::oid and l.objid = (hashtext($2)::bigint & 4294967295)::oid
           and l.database = (select oid from pg_database where datname = current_database())`,
        [lockClass, name],
      ),
    );
    return rows[0] ?? null;
  }

  private readonly lose = (): void => {
    this.gone.abort();
  };
}
