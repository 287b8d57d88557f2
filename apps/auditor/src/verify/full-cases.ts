import type { SealedEvent } from '../reading/sealed-event.js';
import type { Check } from './check.js';

interface FullCase {
  /** First leaf with content that is shown, and first with content that is not. */
  shown: number | null;
  closed: number | null;
}

/**
 * 8: of the cases that a bundle of profile full names, every digest opens, or is a decoy whose preimage is there, or is of
 * a key that is gone. A bundle that does not say its cases is full of those of which it shows any content.
 */
export class FullCases {
  private readonly cases = new Map<string, FullCase>();
  private leaves = 0;
  private readonly met = new Set<string>();

  constructor(
    private readonly check: Check,
    private readonly named: readonly string[] | null,
  ) {}

  next({ index, stream, ref, closed, kids, locked, opensContent }: SealedEvent): void {
    // Nobody can have taken a key away unseen: no act of this version erases.
    for (const kid of locked.length > 0 ? new Set(locked) : [])
      this.check.fail({ index, message: `the key ${kid} is gone and no act of the log erased it` });
    const gone = (path: string) => {
      const kid = kids[path] ?? kids[path.slice(0, path.lastIndexOf('/'))];
      return typeof kid === 'string' && locked.includes(kid);
    };
    if (ref !== null) this.met.add(ref);
    const open = closed.find((path) => path !== '/eid' && !gone(path));
    if (open === undefined) this.leaves += 1;
    if (this.named) {
      if (ref !== null && this.named.includes(ref) && open !== undefined)
        this.check.fail({ index, message: `the window ${open} does not open` });
      return;
    }
    const held = this.cases.get(stream) ?? { shown: null, closed: null };
    if (opensContent || locked.length > 0) held.shown ??= index;
    if (open !== undefined) held.closed ??= index;
    this.cases.set(stream, held);
  }

  end(): void {
    for (const ref of this.named ?? [])
      if (!this.met.has(ref))
        this.check.fail({ message: `the bundle names the case ${ref} and shows nothing of it` });
    for (const { shown, closed } of this.cases.values())
      if (shown !== null && closed !== null)
        this.check.fail({
          index: closed,
          message: 'a window does not open, in a case of which others do',
        });
    this.check.end('pass', `every window of ${String(this.leaves)} leaves opens`);
  }
}
