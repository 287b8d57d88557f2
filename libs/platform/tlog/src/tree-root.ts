import { emptyRoot, nodeHash, type Hash } from './hash.js';

/**
 * Folds leaf hashes in order into the root of the Merkle tree over them (RFC 6962, 2.1). Holds one hash for each bit of
 * the size, however long the log is.
 */
export class TreeRoot {
  /** Roots of the perfect subtrees that the tree falls into, the largest first. */
  private readonly peaks: Hash[] = [];
  private leaves = 0;

  /** Leaves so far. */
  get size(): number {
    return this.leaves;
  }

  /** @param leaf hash of the next leaf, as `leafHash` answers it */
  append(leaf: Hash): void {
    let top = leaf;
    // Each trailing one of the old size is a perfect subtree as large as the new one.
    for (let n = this.leaves; n % 2 === 1; n = Math.floor(n / 2))
      top = nodeHash(this.peaks.pop() as Hash, top);
    this.peaks.push(top);
    this.leaves += 1;
  }

  /** Root of the tree over the leaves so far. */
  root(): Hash {
    const [last, ...larger] = this.peaks.toReversed();
    return last ? larger.reduce((right, left) => nodeHash(left, right), last) : emptyRoot();
  }
}

/** Root of the tree over these leaves, or over the roots of neighbouring subtrees of one size (the last may be smaller). */
export function rootOver(hashes: Iterable<Hash>): Hash {
  const tree = new TreeRoot();
  for (const hash of hashes) tree.append(hash);
  return tree.root();
}
