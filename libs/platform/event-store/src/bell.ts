import type pg from 'pg';
import { reachable } from '#platform/postgres';

/** Behind LISTEN, for a notification that a broken connection swallowed. */
const safetyPollMs = 2000;

/** Rings when something was appended, and now and then anyway. */
export class Bell {
  private wake: () => void = () => undefined;
  private rung = false;

  private constructor(
    private readonly client: pg.PoolClient,
    private readonly signal: AbortSignal,
  ) {
    client.on('notification', this.ring);
    // A connection that dies wakes the reader; from then on the poll alone carries it.
    client.on('error', this.ring);
    signal.addEventListener('abort', this.ring);
  }

  static async listen(pool: pg.Pool, signal: AbortSignal): Promise<Bell> {
    const client = await reachable(pool.connect());
    const bell = new Bell(client, signal);
    try {
      await reachable(client.query('listen daylight_log'));
    } catch (error) {
      bell.close();
      throw error;
    }
    return bell;
  }

  async rings(): Promise<void> {
    if (!this.rung && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, safetyPollMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rung = false;
  }

  close(): void {
    this.signal.removeEventListener('abort', this.ring);
    this.client.removeListener('notification', this.ring);
    this.client.release(true);
  }

  private readonly ring = (): void => {
    this.rung = true;
    this.wake();
  };
}
