import type { Hash } from './hash.js';
import { assertSize, rootsOf, splitOf, type Range, type ReadNodes } from './tree-node.js';

/**
 * The hashes that lead from a leaf to the root, the leaf's sibling first (RFC 6962, 2.1.1).
 * @throws RangeError when the tree of that size has no such leaf
 */
export async function proveInclusion(
  index: number,
  size: number,
  read: ReadNodes,
): Promise<Hash[]> {
  assertSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size)
    throw new RangeError('no such leaf in a tree of that size');
  const path: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      path.push([middle, to]);
      to = middle;
    } else {
      path.push([from, middle]);
      from = middle;
    }
  }
  return rootsOf(path.reverse(), read);
}

/**
 * The hashes that show that the tree of `size` begins with the tree of `oldSize` (RFC 6962, 2.1.2). Empty for an old
 * size of 0, where there is nothing to begin with, and for equal sizes.
 * @throws RangeError when the old tree is the larger one
 */
export async function proveConsistency(
  oldSize: number,
  size: number,
  read: ReadNodes,
): Promise<Hash[]> {
  assertSize(oldSize);
  assertSize(size);
  if (oldSize > size) throw new RangeError('the old tree is larger than the new one');
  if (oldSize === 0) return [];
  const path: Range[] = [];
  let [from, to] = [0, size];
  while (to !== oldSize) {
    const middle = from + splitOf(to - from);
    if (oldSize <= middle) {
      path.push([middle, to]);
      to = middle;
    } else {
      path.push([from, middle]);
      from = middle;
    }
  }
  // Whoever asks has the root of the whole old tree already.
  if (from > 0) path.push([from, to]);
  return rootsOf(path.reverse(), read);
}
