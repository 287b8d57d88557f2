import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flippedLists, ReferenceTree } from '../../../../test/language/merkle.js';
import { emptyRoot } from './hash.js';
import { proveConsistency } from './prove.js';
import { ProofInvalid, verifyConsistency, type Consistency } from './verify.js';

const largest = 300;
const tree = new ReferenceTree(largest);

const accepts = (consistency: Consistency): boolean => {
  try {
    verifyConsistency(consistency);
    return true;
  } catch (error) {
    if (error instanceof ProofInvalid) return false;
    throw error;
  }
};

const consistencyOf = (oldSize: number, size: number): Consistency => ({
  ...{ oldSize, size, oldRoot: tree.root(oldSize), root: tree.root(size) },
  proof: oldSize === 0 ? [] : tree.proof(oldSize, size),
});

/** Which parts the proof is made of, from its definition: sides, and whether the old root itself is the first part. */
function shape(oldSize: number, to: number, from = 0, whole = true): string {
  if (oldSize === to) return whole ? 'old root' : 'part';
  let k = 1;
  while (k * 2 < to - from) k *= 2;
  return oldSize <= from + k
    ? `${shape(oldSize, from + k, from, whole)}, right`
    : `${shape(oldSize, to, from + k, false)}, left`;
}

const pairs = fc
  .integer({ min: 2, max: largest })
  .chain((size) =>
    fc.record({ size: fc.constant(size), oldSize: fc.integer({ min: 1, max: size - 1 }) }),
  );
const sample = [
  ...fc.sample(pairs, { numRuns: 10, seed: 9162 }),
  ...[2, 3, 4, 7, 8, 9, 255, 256, 257].map((size) => ({ size, oldSize: size - 1 })),
  ...[2, 3, 8, 9, 256, 257].map((size) => ({ size, oldSize: 1 })),
];

describe('a proof of consistency', () => {
  it('is that of the definition, and verifies, for every two sizes up to 300', async () => {
    let proofs = 0;
    for (let size = 0; size <= largest; size += 1) {
      for (let oldSize = 0; oldSize <= size; oldSize += 1) {
        const { read, asked } = tree.reader();
        const consistency = consistencyOf(oldSize, size);
        const proof = await proveConsistency(oldSize, size, read);
        if (!Buffer.concat(proof).equals(Buffer.concat([...consistency.proof])))
          throw new Error(`another proof for ${oldSize} and ${size}`);
        if (asked() > 1) throw new Error(`read more than once for ${oldSize} and ${size}`);
        verifyConsistency({ ...consistency, proof });
        proofs += 1;
      }
    }
    expect(proofs).toBe(((largest + 1) * (largest + 2)) / 2);
  });

  it.each(sample)('is refused with any bit turned: $oldSize and $size', ({ oldSize, size }) => {
    const consistency = consistencyOf(oldSize, size);
    const { oldRoot, root, proof } = consistency;
    expect(accepts(consistency)).toBe(true);
    let accepted = 0;
    for (const [old = oldRoot, now = root, ...path] of flippedLists([oldRoot, root, ...proof]))
      if (accepts({ oldSize, size, oldRoot: old, root: now, proof: path })) accepted += 1;
    expect(accepted).toBe(0);
  });

  it.each(sample)('is refused when cut, longer or swapped: $oldSize and $size', (place) => {
    const consistency = consistencyOf(place.oldSize, place.size);
    const { oldSize, size, proof, oldRoot, root } = consistency;
    const wrong: Partial<Consistency>[] = [
      { proof: [] },
      { proof: proof.slice(1) },
      { proof: proof.slice(0, -1) },
      { proof: [...proof, root] },
      { proof: [oldRoot, ...proof] },
      { oldRoot: root, root: oldRoot },
      { oldSize: size, size: oldSize },
      { oldSize: size },
      { oldSize: 0 },
      { size: size + 0.5 },
      { oldSize: -oldSize },
      { oldRoot: oldRoot.subarray(1) },
      { root: Buffer.concat([root, root]) },
    ];
    expect(wrong.filter((change) => accepts({ ...consistency, ...change }))).toEqual([]);
  });

  // As with inclusion, a size is bound by the shape of the proof, and to its root by a checkpoint.
  it.each(sample)('is refused at sizes where it has another shape: $oldSize, $size', (place) => {
    const consistency = consistencyOf(place.oldSize, place.size);
    for (const [oldSize, size] of [
      [place.oldSize, place.size + 1],
      [place.oldSize, place.size - 1],
      [place.oldSize + 1, place.size],
      [place.oldSize - 1, place.size],
    ] as const) {
      const same =
        oldSize > 0 && oldSize < size && shape(oldSize, size) === shape(place.oldSize, place.size);
      expect([oldSize, size, accepts({ ...consistency, oldSize, size })]).toEqual([
        ...[oldSize, size, same],
      ]);
    }
  });

  it('is empty from the empty tree, whose root is known, and between equal trees', () => {
    const [one, two] = [tree.root(1), tree.root(2)];
    const proof = [one];
    const empty = emptyRoot();
    expect(accepts({ oldSize: 0, oldRoot: empty, size: 2, root: two, proof: [] })).toBe(true);
    expect(accepts({ oldSize: 0, oldRoot: empty, size: 0, root: empty, proof: [] })).toBe(true);
    expect(accepts({ oldSize: 2, oldRoot: two, size: 2, root: two, proof: [] })).toBe(true);
    expect(accepts({ oldSize: 0, oldRoot: one, size: 2, root: two, proof: [] })).toBe(false);
    expect(accepts({ oldSize: 0, oldRoot: empty, size: 2, root: two, proof })).toBe(false);
    expect(accepts({ oldSize: 0, oldRoot: empty, size: 0, root: one, proof: [] })).toBe(false);
    expect(accepts({ oldSize: 0, oldRoot: one, size: 0, root: one, proof: [] })).toBe(false);
    expect(accepts({ oldSize: 2, oldRoot: two, size: 2, root: one, proof: [] })).toBe(false);
    expect(accepts({ oldSize: 2, oldRoot: two, size: 2, root: two, proof })).toBe(false);
  });

  it('is not made towards a smaller tree', async () => {
    const { read } = tree.reader();
    for (const [oldSize, size] of [
      ...[[2, 1] as const, [-1, 1] as const, [0, 2 ** 53] as const, [1.5, 2] as const],
    ])
      await expect(proveConsistency(oldSize, size, read)).rejects.toThrow(RangeError);
  });
});
