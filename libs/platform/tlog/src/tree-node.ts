import { emptyRoot, nodeHash, type Hash } from './hash.js';

/** A perfect subtree: level 0 are the leaves; it covers the leaves from `index · 2^level` to before `(index + 1) · 2^level`. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** The hashes of nodes, in the order asked for. A proof asks once, for all that it needs. */
export type ReadNodes = (nodes: readonly TreeNode[]) => Promise<readonly Hash[]>;

/** Leaves from the first number to before the second. */
export type Range = readonly [from: number, to: number];

/** Where the definition of the tree splits `count` leaves, two at least: the largest power of two below (RFC 6962, 2.1). */
export function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** The perfect subtrees that a range falls into, the largest first. The range is one that `splitOf` leads to. */
function nodesOf([from, to]: Range): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = from; at < to;) {
    let [level, width] = [0, 1];
    for (; width * 2 <= to - at; width *= 2) level += 1;
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** Roots of the subtrees over these ranges, with one read. */
export async function rootsOf(ranges: readonly Range[], read: ReadNodes): Promise<Hash[]> {
  const parts = ranges.map(nodesOf);
  const nodes = parts.flat();
  const hashes = nodes.length === 0 ? [] : [...(await read(nodes))];
  if (hashes.length !== nodes.length) throw new RangeError('not as many nodes as were asked for');
  return parts.map(({ length }) =>
    hashes.splice(0, length).reduceRight((right, left) => nodeHash(left, right)),
  );
}

/** Root of the tree of that size. */
export async function rootOf(size: number, read: ReadNodes): Promise<Hash> {
  assertSize(size);
  const [root] = size === 0 ? [] : await rootsOf([[0, size]], read);
  return root ?? emptyRoot();
}

/** @throws RangeError */
export function assertSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('not the size of a tree');
}
