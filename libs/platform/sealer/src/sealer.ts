import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyObject } from 'node:crypto';
import type pg from 'pg';
import { Corrupt, Unavailable, type Clock } from '#kernel';
import type { EventStore } from '#event-store';
import { SessionLock } from '#projections';
import type { Files } from './growing-tree.js';
import type { PublishedPolicy } from './published-policy.js';
import { openSealing, type Sealing } from './sealing.js';
import type { LastSigned } from './last-signed.js';
import type { LogFolder } from './log-folder.js';
import type { Publications } from './publications.js';

export interface SealerParts {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly publications: Publications;
  readonly folder: LogFolder;
  readonly lastSigned: LastSigned;
  readonly origin: string;
  readonly logKey: { readonly privateKey: KeyObject; readonly publicKey: Buffer };
  readonly clock: Clock;
  /** Seconds: a checkpoint at most at every multiple of it. */
  readonly window: number;
  /** Leaves of a window are a multiple of it; 1: as many as there are. */
  readonly batch: number;
  /** The log's key, and who confirms its checkpoints: published beside them. */
  readonly policy: PublishedPolicy;
  /** What leaf 0 names by a hash, as documents by their path: published beside the log. */
  readonly documents: Files;
  /** What happens while too few witnesses confirm. */
  readonly withoutQuorum: 'publish' | 'hold';
  /** Appends fillers for the window that starts then, seconds since 1970. */
  readonly fill: (window: number, count: number) => Promise<void>;
  /** Told what somebody should look at: a witness that does not answer, a checkpoint without quorum. */
  readonly onAlarm: (message: string) => void;
}

/**
 * `standing-by` another process seals · `sealing` · `holding` a checkpoint waits for witnesses · `refused` what is there
 * is not what was signed: nothing is signed any more until somebody has looked and started again.
 */
export type SealerState = 'standing-by' | 'sealing' | 'holding' | 'refused';

/**
 * Follows the log and publishes signed checkpoints of it, one at each end of a window. One of all processes does so at a
 * time; should two still meet, the record of the last signed head lets one of them through.
 */
export class Sealer {
  private now: SealerState = 'standing-by';

  constructor(readonly parts: SealerParts) {}

  get state(): SealerState {
    return this.now;
  }

  /** Seals until the signal fires. A database that goes away is waited for. */
  async run(signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    const stopped = () => signal.aborted;
    while (!stopped()) {
      try {
        const lock = await SessionLock.take(this.parts.pool, 'sealer', signal);
        if (!lock) continue;
        try {
          await this.follow(AbortSignal.any([signal, lock.lost]));
        } finally {
          lock.release();
          this.now = 'standing-by';
        }
      } catch (error) {
        if (stopped() && error instanceof Unavailable) return;
        onError(error);
        if (error instanceof Corrupt) {
          this.now = 'refused';
          return;
        }
        await pause(1000, signal);
      }
    }
  }

  /** Publishes what is there now, without waiting for the end of a window: at first start, in tools, in tests. */
  async once(): Promise<void> {
    const lock = await SessionLock.take(this.parts.pool, 'sealer');
    try {
      const sealing = await openSealing(this.parts);
      await sealing.seal(1);
    } finally {
      lock?.release();
    }
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const sealing = await openSealing(this.parts);
    this.now = 'sealing';
    while (!signal.aborted) {
      await this.window(sealing, signal);
      const { clock, window } = this.parts;
      const ms = window * 1000;
      await pause(ms - (clock.now() % ms), signal);
    }
  }

  private async window(sealing: Sealing, signal: AbortSignal): Promise<void> {
    const { batch, window, clock, fill } = this.parts;
    if (batch > 1) {
      const waiting = await sealing.waiting();
      const start = Math.floor(clock.now() / 1000 / window) * window;
      const missing = waiting === 0 ? batch : (batch - (waiting % batch)) % batch;
      if (missing > 0) await fill(start, missing);
    }
    this.now = (await sealing.seal(batch, signal)) ? 'sealing' : 'holding';
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
