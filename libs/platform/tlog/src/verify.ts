import { emptyRoot, nodeHash, type Hash } from './hash.js';

/** A proof that does not hold, or is not one. The message names what, never a value. */
export class ProofInvalid extends Error {
  override readonly name = 'ProofInvalid';
}

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  /** As `leafHash` answers it. */
  readonly leaf: Hash;
  /** The leaf's sibling first. */
  readonly proof: readonly Hash[];
  readonly root: Hash;
}

/** Checks that the tree of that size and root has that leaf at that index (RFC 9162, 2.1.3.2). @throws ProofInvalid */
export function verifyInclusion({ index, size, leaf, proof, root }: Inclusion): void {
  if (!isCount(size) || !isCount(index) || index >= size)
    throw new ProofInvalid('the index is not inside the tree');
  assertHashes([leaf, root, ...proof]);
  const way = new Way(index, size - 1);
  let hash = leaf;
  for (const sibling of proof)
    hash = way.up() === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  if (!way.atRoot) throw new ProofInvalid('the proof is too short for a tree of that size');
  if (!hash.equals(root)) throw new ProofInvalid('the proof does not lead to the root');
}

export interface Consistency {
  readonly oldSize: number;
  readonly oldRoot: Hash;
  readonly size: number;
  readonly root: Hash;
  readonly proof: readonly Hash[];
}

/**
 * Checks that the tree of `size` and `root` begins with that of `oldSize` and `oldRoot` (RFC 9162, 2.1.4.2).
 *
 * What that algorithm leaves open is decided as a witness needs it (C2SP tlog-witness): every tree begins with the empty
 * one, so from size 0, whose root must be that of the empty tree, and between equal sizes, whose roots must be equal, the
 * proof is empty.
 * @throws ProofInvalid
 */
export function verifyConsistency({ oldSize, oldRoot, size, root, proof }: Consistency): void {
  if (!isCount(size) || !isCount(oldSize) || oldSize > size)
    throw new ProofInvalid('the old tree is larger than the new one');
  assertHashes([oldRoot, root, ...proof]);
  for (const [n, hash] of [[oldSize, oldRoot] as const, [size, root] as const])
    if (n === 0 && !hash.equals(emptyRoot()))
      throw new ProofInvalid('not the root of the empty tree');
  if (oldSize === size && !oldRoot.equals(root))
    throw new ProofInvalid('two roots for one size of the tree');
  if (oldSize === 0 || oldSize === size) {
    if (proof.length > 0) throw new ProofInvalid('a proof where there is nothing to prove');
    return;
  }
  const way = new Way(oldSize - 1, size - 1);
  way.skipRight();
  // An old tree that is a perfect subtree of the new one stands for itself; otherwise the proof begins inside of it.
  const [start, ...path] = way.leftmost ? [oldRoot, ...proof] : proof;
  if (!start) throw new ProofInvalid('the proof is too short for trees of these sizes');
  let [oldHash, hash] = [start, start];
  for (const sibling of path) {
    if (way.up() === 'left') {
      oldHash = nodeHash(sibling, oldHash);
      hash = nodeHash(sibling, hash);
    } else hash = nodeHash(hash, sibling);
  }
  if (!way.atRoot) throw new ProofInvalid('the proof is too short for trees of these sizes');
  if (!oldHash.equals(oldRoot)) throw new ProofInvalid('the proof does not lead to the old root');
  if (!hash.equals(root)) throw new ProofInvalid('the proof does not lead to the root');
}

/** The way from a node of the lowest level to the root: its index, and that of the last node, level by level. */
class Way {
  /** `fn` and `sn` of RFC 9162. Not shifted as bits: sizes go beyond 32 of them. */
  constructor(
    private node: number,
    private last: number,
  ) {}

  get atRoot(): boolean {
    return this.last === 0;
  }

  get leftmost(): boolean {
    return this.node === 0;
  }

  /** On which side the next sibling of the proof stands. @throws ProofInvalid when the root is reached already */
  up(): 'left' | 'right' {
    if (this.atRoot) throw new ProofInvalid('the proof is too long for a tree of that size');
    const left = this.node % 2 === 1 || this.node === this.last;
    // A last node without a sibling is its own parent, as often as it takes.
    if (left) while (this.node % 2 === 0 && this.node > 0) this.rise();
    this.rise();
    return left ? 'left' : 'right';
  }

  /** Up as long as this is a right child. */
  skipRight(): void {
    while (this.node % 2 === 1) this.rise();
  }

  private rise(): void {
    this.node = Math.floor(this.node / 2);
    this.last = Math.floor(this.last / 2);
  }
}

const isCount = (n: number) => Number.isSafeInteger(n) && n >= 0;

function assertHashes(hashes: readonly Hash[]): void {
  if (hashes.some(({ length }) => length !== 32)) throw new ProofInvalid('a hash is not 32 bytes');
}
