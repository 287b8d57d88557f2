import { leafHash, type Hash, type ReadNodes } from '#tlog';
import { createHash } from 'node:crypto';

const mth = (left: Hash, right: Hash): Hash =>
  createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest();

const largestBelow = (n: number): number => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};

/** The definitions of RFC 6962, 2.1, recursive as they stand there, over the leaves `leaf 0`, `leaf 1` and so on. */
export class ReferenceTree {
  readonly leaves: readonly Hash[];
  private readonly roots = new Map<string, Hash>();

  constructor(largest: number) {
    this.leaves = Array.from({ length: largest }, (_leaf, i) => leafHash(`leaf ${String(i)}`));
  }

  /** MTH(D[from:to]). */
  root(to: number, from = 0): Hash {
    const known = this.roots.get(`${String(from)} ${String(to)}`);
    if (known) return known;
    const n = to - from;
    const middle = from + largestBelow(n);
    const root =
      n === 0
        ? createHash('sha256').digest()
        : n === 1
          ? (this.leaves[from] as Hash)
          : mth(this.root(middle, from), this.root(to, middle));
    this.roots.set(`${String(from)} ${String(to)}`, root);
    return root;
  }

  /** PATH(m, D[from:to]), with m counted from 0, not from `from`. */
  path(m: number, to: number, from = 0): Hash[] {
    if (to - from === 1) return [];
    const k = from + largestBelow(to - from);
    return m < k
      ? [...this.path(m, k, from), this.root(to, k)]
      : [...this.path(m, to, k), this.root(k, from)];
  }

  /** PROOF(m, D[0:n]). */
  proof = (m: number, n: number): Hash[] => this.subproof(m, n, 0, true);

  private subproof(m: number, to: number, from: number, whole: boolean): Hash[] {
    if (m === to) return whole ? [] : [this.root(to, from)];
    const k = from + largestBelow(to - from);
    return m <= k
      ? [...this.subproof(m, k, from, whole), this.root(to, k)]
      : [...this.subproof(m, to, k, false), this.root(k, from)];
  }

  /** Nodes from memory; `asked` counts the reads. */
  reader(): { read: ReadNodes; asked: () => number } {
    let asked = 0;
    const read: ReadNodes = (nodes) => {
      asked += 1;
      const roots = nodes.map(({ level, index }) =>
        this.root((index + 1) * 2 ** level, index * 2 ** level),
      );
      return Promise.resolve(roots);
    };
    return { read, asked: () => asked };
  }
}

/** The same bytes with one bit turned; `bit` counts through all of them. */
export function flipped(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
}

/** Every list that has one bit of one hash turned. */
export function* flippedLists(hashes: readonly Hash[]): Generator<Hash[]> {
  for (let bit = 0; bit < hashes.length * 256; bit += 1)
    yield hashes.map((hash, i) => (i === bit >> 8 ? flipped(hash, bit & 255) : hash));
}
