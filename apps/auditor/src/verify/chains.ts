import { canonicalJson, type Publicity, type PublishedEntry } from '#kernel';
import type { PublicEvent } from '../reading/public-event.js';
import type { Check, Finding } from './check.js';
import type { Holes } from './holes.js';

interface Chain {
  entries: number;
  prev: string | null;
  level: Publicity;
  /** The act by which the case was taken back; null while it is public. */
  lowered: { readonly index: number; readonly n: number; readonly prev: string | null } | null;
  /** The first entry that does not follow on the one before it. */
  gap: Finding | null;
}

/** 6: the public entries of each case are numbered from 1, each names the leaf of the one before. */
export class Chains {
  private readonly chains = new Map<string, Chain>();

  constructor(private readonly check: Check) {}

  /** @param shows how many earlier events it releases: they take the numbers behind its own */
  next({ index, definition, data, leafHash, pub }: PublicEvent, shows: number): void {
    const { case: ref, n, prev } = pub as PublishedEntry;
    const chain = this.chains.get(ref) ?? {
      ...{ entries: 0, prev: null, level: 'public', lowered: null, gap: null },
    };
    const expected = { n: chain.entries + 1, prev: chain.prev };
    if (n !== expected.n || prev !== expected.prev)
      chain.gap ??= {
        index,
        message: `an entry of its case before this one is missing`,
        expected: canonicalJson(expected),
        actual: canonicalJson({ n, prev }),
      };
    chain.entries = n + shows;
    chain.prev = leafHash;
    const level = definition.publicity?.(data);
    if (level === 'counted') chain.lowered = { index, n, prev };
    if (level === 'public') chain.lowered = null;
    this.chains.set(ref, chain);
  }

  /** Index of the act that took a case back → entries of the case before it. */
  withdrawn(): ReadonlyMap<number, number> {
    return new Map(
      [...this.chains.values()].flatMap(({ lowered }) =>
        lowered ? [[lowered.index, lowered.n - 1]] : [],
      ),
    );
  }

  /** What is missing of a case is accounted for only where the case was taken back, up to the entry before that act. */
  end(holes: Holes): void {
    for (const { gap, lowered } of this.chains.values()) {
      if (!gap) continue;
      const before = lowered && holes.lastBefore(lowered.index);
      if (before === null || before !== lowered?.prev) this.check.fail(gap);
    }
  }

  get cases(): number {
    return this.chains.size;
  }
}
