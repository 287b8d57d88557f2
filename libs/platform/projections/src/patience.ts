import type { Checkpoint } from './checkpoints.js';

/** Pauses before an event that a view cannot pass is tried again: what was wrong may pass by itself. */
const pausesMs = [100, 400];

const key = ({ name, generation, position }: Checkpoint) =>
  `${name} ${String(generation)} ${position ?? ''}`;

/** How often views were tried at the event that they cannot pass, and when they are tried again. */
export class Patience {
  private readonly waiting = new Map<string, { readonly tries: number; readonly due: number }>();

  /** Notes a failure. True when it was the last: the view stops. */
  isOver(at: Checkpoint): boolean {
    const tries = this.waiting.get(key(at))?.tries ?? 0;
    const pause = pausesMs[tries];
    if (pause === undefined) this.waiting.delete(key(at));
    else this.waiting.set(key(at), { tries: tries + 1, due: performance.now() + pause });
    return pause === undefined;
  }

  /** Milliseconds until this view is tried again; 0 when it may go on. */
  pauseOf(at: Checkpoint): number {
    const due = this.waiting.get(key(at))?.due;
    return due === undefined ? 0 : Math.max(0, due - performance.now());
  }

  passed(at: Checkpoint): void {
    this.waiting.delete(key(at));
  }
}
