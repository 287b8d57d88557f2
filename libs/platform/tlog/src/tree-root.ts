import { createHash } from 'node:crypto';

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Hash of an inner node of the Merkle tree (RFC 6962, 2.1: SHA-256 of 0x01, left and right). */
const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256('\x01', left, right);

/**
 * Folds leaf hashes in order into the root of the Merkle tree over them (RFC 6962, 2.1). Holds one hash for each bit of
 * the size, however long the log is.
 */
export class TreeRoot {
  /** Roots of the perfect subtrees that the tree falls into, the largest first. */
  private readonly peaks: Buffer[] = [];
  private leaves = 0;

  /** Leaves so far. */
  get size(): number {
    return this.leaves;
  }

  /** @param leaf hash of the next leaf, hex, as `leafHash` answers it */
  append(leaf: string): void {
    let top: Buffer = Buffer.from(leaf, 'hex');
    // Each trailing one of the old size is a perfect subtree as large as the new one.
    for (let n = this.leaves; n % 2 === 1; n = Math.floor(n / 2))
      top = nodeHash(this.peaks.pop() as Buffer, top);
    this.peaks.push(top);
    this.leaves += 1;
  }

  /** Root of the tree over the leaves so far, hex. */
  root(): string {
    const peaks = [...this.peaks];
    let root = peaks.pop() ?? sha256();
    for (let left = peaks.pop(); left; left = peaks.pop()) root = nodeHash(left, root);
    return root.toString('hex');
  }
}
