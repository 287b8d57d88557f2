import type { Withheld } from '../reading/lines.js';
import type { Check } from './check.js';

interface Reason {
  readonly why: Withheld['why'];
  readonly first: number;
  count: number;
  /** Hash of the last public leaf that it is given for. */
  lastPublic: string | null;
}

/**
 * 6: public leaves whose windows are not shown. One without a reason is a hole; a reason is the index of the public act
 * because of which they are not shown. Holds the acts, not the leaves.
 */
export class Holes {
  private readonly reasons = new Map<number, Reason>();

  constructor(private readonly check: Check) {}

  /** A leaf without windows. */
  leaf(index: number, isPublic: boolean, leafHash: string, line: Withheld | undefined): void {
    if (!line) {
      if (isPublic)
        this.check.fail({ index, message: 'a public entry is withheld, and no reason is given' });
      return;
    }
    const { why, by } = line;
    const reason = this.reasons.get(by) ?? { why, first: index, count: 0, lastPublic: null };
    this.reasons.set(by, reason);
    if (why !== 'withdrawn')
      this.check.fail({ index, message: `no act that is known here can have ${why} it` });
    else if (reason.why !== why || by <= index)
      this.check.fail({ index, message: `leaf ${String(by)} is not the act that withdrew it` });
    reason.count += 1;
    if (isPublic) reason.lastPublic = leafHash;
  }

  /** Hash of the last public leaf that is not shown because of that act. */
  lastBefore(by: number): string | null {
    return this.reasons.get(by)?.lastPublic ?? null;
  }

  get count(): number {
    return [...this.reasons.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /**
   * An act closes the entries of its own case and no others: as many as it says came before it. Else one case that was
   * taken back could hide any other.
   * @param acts by which a case was taken back and is still → how many entries the case had before
   */
  end(acts: ReadonlyMap<number, number>): void {
    for (const [by, { why, first }] of this.reasons)
      if (why === 'withdrawn' && !acts.has(by))
        this.check.fail({
          index: first,
          message: `the reason given is leaf ${String(by)}, which takes no case back`,
        });
    for (const [index, entries] of acts) {
      const count = this.reasons.get(index)?.count ?? 0;
      if (count !== entries)
        this.check.fail({
          index,
          message: 'other entries are closed than those of the case that it takes back',
          expected: String(entries),
          actual: String(count),
        });
    }
  }
}
