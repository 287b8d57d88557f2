import type pg from 'pg';
import { reachable } from '#platform/postgres';

/** Runs work in one transaction; an error rolls it back. */
export async function transaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await reachable(pool.connect());
  // A connection that dies between two statements says so here; without a listener Node would end the process.
  const died = () => undefined;
  client.on('error', died);
  const giveBack = (broken?: boolean) => {
    if (broken !== true) client.removeListener('error', died);
    client.release(broken);
  };
  try {
    await reachable(client.query('begin'));
    const result = await reachable(work(client));
    await reachable(client.query('commit'));
    giveBack();
    return result;
  } catch (error) {
    // A connection that cannot roll back is thrown away.
    const broken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    giveBack(broken);
    throw error;
  }
}
