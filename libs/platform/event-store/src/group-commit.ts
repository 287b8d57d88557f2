import { Unavailable } from '#kernel';
import type { Appended, Expected, NewEvent } from './event-store.js';

/** One append that waits for its turn. */
export interface Waiting {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly NewEvent[];
}

/** What became of one request of a batch: an answer, or an error of its own. */
export type Outcome = Appended | Error;

interface Held extends Waiting {
  readonly answer: (outcome: Outcome) => void;
}

/** Bounds of a batch. One request may be larger: it then travels alone. Few enough requests that others are made meanwhile. */
const mostRequests = 32;
/** With so many waiting a batch goes at once; with fewer, those who are about to be answered may join it first. */
const enough = 16;
const mostEvents = 512;
const mostBytes = 1024 * 1024;

/**
 * Gathers appends that come while another is under way, so that they share one commit. Never waits for more to come: a
 * lone writer pays one round trip. One batch is in flight at a time, with one request a stream at most, so appends of a
 * process to one stream keep their order.
 */
export class GroupCommit {
  private waiting: Held[] = [];
  private flying = false;

  /** @param write outcomes in the order of the batch; a rejection fails the batch and all that wait behind it */
  constructor(private readonly write: (batch: readonly Waiting[]) => Promise<readonly Outcome[]>) {}

  append(request: Waiting): Promise<Appended> {
    return new Promise((resolve, reject) => {
      const answer = (outcome: Outcome) => {
        if ('lastPosition' in outcome) resolve(outcome);
        else reject(outcome);
      };
      this.waiting.push({ ...request, answer });
      if (this.flying) return;
      this.flying = true;
      void this.fly();
    });
  }

  private async fly(): Promise<void> {
    let tell = (): void => undefined;
    for (;;) {
      if (this.waiting.length < enough) {
        tell();
        tell = () => undefined;
        // Whoever asks in this turn of the loop, and whoever was answered and asks at once, may join.
        await new Promise<void>((resolve) => {
          process.nextTick(resolve);
        });
        if (this.waiting.length === 0) break;
      }
      const batch = this.next();
      const flight = this.written(batch);
      // The last batch is answered when the next one is on its way: its writers seal while the database commits.
      tell();
      const outcomes = await flight;
      tell = () => {
        outcomes.forEach(([{ answer }, outcome]) => {
          answer(outcome);
        });
      };
    }
    this.flying = false;
  }

  private async written(batch: readonly Held[]): Promise<readonly (readonly [Held, Outcome])[]> {
    try {
      const outcomes = await this.write(batch);
      return batch.map((held, i) => [held, outcomes[i] as Outcome] as const);
    } catch (error) {
      const failed = [...batch];
      // A database that is away would let each batch of the queue wait its own five seconds.
      if (error instanceof Unavailable) failed.push(...this.waiting.splice(0));
      return failed.map((held) => [held, error as Error] as const);
    }
  }

  private next(): readonly Held[] {
    const batch: Held[] = [];
    const left: Held[] = [];
    const streams = new Set<string>();
    let [events, bytes] = [0, 0];
    for (const request of this.waiting) {
      const size = request.events.reduce(
        (sum, { leaf, body }) => sum + leaf.length + body.length,
        0,
      );
      const fits =
        batch.length === 0 ||
        (batch.length < mostRequests &&
          events + request.events.length <= mostEvents &&
          bytes + size <= mostBytes);
      if (!fits || streams.has(request.stream)) {
        left.push(request);
        // A later request of the stream must not overtake this one.
        streams.add(request.stream);
        continue;
      }
      batch.push(request);
      streams.add(request.stream);
      events += request.events.length;
      bytes += size;
    }
    this.waiting = left;
    return batch;
  }
}
