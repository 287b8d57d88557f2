import type pg from 'pg';
import { reachable } from '#platform/postgres';

/** Behind LISTEN, for a notification that a broken connection swallowed. */
const safetyPollMs = 2000;

/** Rings when something was appended, and now and then anyway. Holds one connection of the pool. */
export class Bell {
  private client: pg.PoolClient | null = null;
  private wake: () => void = () => undefined;
  private rung = false;

  private constructor(
    private readonly pool: pg.Pool,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', this.ring);
  }

  /** @throws Unavailable */
  static async listen(pool: pg.Pool, signal: AbortSignal): Promise<Bell> {
    const bell = new Bell(pool, signal);
    try {
      await bell.connect();
    } catch (error) {
      bell.close();
      throw error;
    }
    return bell;
  }

  async rings(): Promise<void> {
    // Until LISTEN works again, the poll carries the reader.
    if (!this.client && !this.signal.aborted) await this.connect().catch(() => undefined);
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
    this.ring();
    this.drop();
  }

  private async connect(): Promise<void> {
    const client = await reachable(this.pool.connect());
    this.client = client;
    client.on('notification', this.ring);
    client.on('error', () => {
      this.drop();
      this.ring();
    });
    try {
      await reachable(client.query('listen daylight_log'));
    } catch (error) {
      this.drop();
      throw error;
    }
    // What came between the last look and now rang no bell.
    this.ring();
  }

  private drop(): void {
    const { client } = this;
    if (!client) return;
    this.client = null;
    client.removeListener('notification', this.ring);
    client.release(true);
  }

  private readonly ring = (): void => {
    this.rung = true;
    this.wake();
  };
}
