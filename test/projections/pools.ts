import type pg from 'pg';

/** A pool of which the given methods are other ones. */
const over = (pool: pg.Pool, replaced: { query?: unknown; connect?: unknown }): pg.Pool =>
  Object.assign(Object.create(pool) as pg.Pool, replaced);

type Query = (...args: unknown[]) => Promise<pg.QueryResult>;

/** A pool that hands its statements to a function, which passes them on, changes them, or does something first. */
export const through = (
  pool: pg.Pool,
  statement: (sql: string, pass: (sql?: string) => Promise<pg.QueryResult>) => Promise<unknown>,
): pg.Pool =>
  over(pool, {
    query: (sql: unknown, ...values: unknown[]) =>
      typeof sql === 'string'
        ? statement(sql, (changed = sql) => (pool.query as Query)(changed, ...values))
        : (pool.query as Query)(sql, ...values),
    connect: pool.connect.bind(pool),
  });

/** Statements that move a checkpoint, and write rows with it. */
export const writes = /update log\.projection set position/;

export type Cut = 'before' | 'after';

/**
 * A pool whose connections are cut where a predicate says: before a statement reaches the server, or after it was done
 * and before its answer comes.
 */
export const cutting = (pool: pg.Pool, cuts: (sql: string) => Cut | undefined): pg.Pool =>
  over(pool, {
    query: async (sql: unknown, ...values: unknown[]) => {
      const cut = typeof sql === 'string' ? cuts(sql) : undefined;
      if (cut === undefined) return (pool.query as Query)(sql, ...values);
      const client = await pool.connect();
      client.on('error', () => undefined);
      const query = client.query.bind(client) as Query;
      try {
        const { rows } = (await query('select pg_backend_pid() as pid')) as pg.QueryResult<{
          pid: number;
        }>;
        if (cut === 'after') await query(sql, ...values);
        await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
        return await query(cut === 'after' ? 'select 1' : sql, ...values);
      } finally {
        client.release(true);
      }
    },
    connect: pool.connect.bind(pool),
  });
