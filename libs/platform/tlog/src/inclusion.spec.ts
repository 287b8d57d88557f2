import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flippedLists, ReferenceTree } from '../../../../test/language/merkle.js';
import { proveInclusion } from './prove.js';
import { rootOf, type ReadNodes } from './tree-node.js';
import { ProofInvalid, verifyInclusion, type Inclusion } from './verify.js';

const largest = 300;
const tree = new ReferenceTree(largest);

const accepts = (inclusion: Inclusion): boolean => {
  try {
    verifyInclusion(inclusion);
    return true;
  } catch (error) {
    if (error instanceof ProofInvalid) return false;
    throw error;
  }
};

const inclusionOf = (index: number, size: number): Inclusion => ({
  ...{ index, size, proof: tree.path(index, size), root: tree.root(size) },
  leaf: tree.leaves[index] as Buffer,
});

/** On which sides the siblings of a leaf stand, from the definition of the tree. */
function sides(index: number, size: number): string {
  if (size === 1) return '';
  let k = 1;
  while (k * 2 < size) k *= 2;
  return index < k ? `${sides(index, k)}r` : `${sides(index - k, size - k)}l`;
}

const places = fc
  .integer({ min: 1, max: largest })
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }));
const sample = [
  ...fc.sample(places, { numRuns: 10, seed: 6962 }),
  ...[1, 2, 3, 4, 7, 8, 9, 255, 256, 257].map((size) => ({ size, index: size - 1 })),
  ...[2, 3, 8, 9, 256, 257].map((size) => ({ size, index: 0 })),
];

describe('a proof of inclusion', () => {
  it('is that of the definition, and verifies, for every leaf of every size up to 300', async () => {
    let proofs = 0;
    for (let size = 1; size <= largest; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const { read, asked } = tree.reader();
        const inclusion = inclusionOf(index, size);
        const proof = await proveInclusion(index, size, read);
        if (!Buffer.concat(proof).equals(Buffer.concat([...inclusion.proof])))
          throw new Error(`another proof for ${index} of ${size}`);
        if (asked() > 1) throw new Error(`read more than once for ${index} of ${size}`);
        verifyInclusion({ ...inclusion, proof });
        proofs += 1;
      }
    }
    expect(proofs).toBe((largest * (largest + 1)) / 2);
  });

  it.each(sample)('is refused with any bit turned: leaf $index of $size', ({ index, size }) => {
    const inclusion = inclusionOf(index, size);
    const { leaf, root, proof } = inclusion;
    expect(accepts(inclusion)).toBe(true);
    let accepted = 0;
    for (const [leafOther = leaf, rootOther = root, ...proofOther] of flippedLists([
      leaf,
      root,
      ...proof,
    ]))
      if (accepts({ index, size, leaf: leafOther, root: rootOther, proof: proofOther }))
        accepted += 1;
    expect(accepted).toBe(0);
  });

  it.each(sample)('is refused when cut, longer or elsewhere: leaf $index of $size', (place) => {
    const { index, size } = place;
    const inclusion = inclusionOf(index, size);
    const { proof, leaf, root } = inclusion;
    const wrong: Partial<Inclusion>[] = [
      { proof: [...proof, leaf] },
      { proof: [...proof, root] },
      { proof: [leaf, ...proof] },
      { index: index + 1 },
      { index: index - 1 },
      { index: index + size },
      { index: index + 0.5 },
      { size: NaN },
      { leaf: Buffer.concat([leaf, leaf]) },
      { root: root.subarray(1) },
      ...(proof.length > 0 ? [{ proof: proof.slice(1) }, { proof: proof.slice(0, -1) }] : []),
    ];
    expect(wrong.filter((change) => accepts({ ...inclusion, ...change }))).toEqual([]);
  });

  // RFC 9162 binds the size by the shape of the way only; that root and size belong together is what a checkpoint signs.
  it.each(sample)(
    'is refused at a size where the way is another: leaf $index of $size',
    (place) => {
      const { index, size } = place;
      const inclusion = inclusionOf(index, size);
      for (const other of [size - 1, size + 1]) {
        const sameWay = index < other && sides(index, other) === sides(index, size);
        expect([other, accepts({ ...inclusion, size: other })]).toEqual([other, sameWay]);
      }
    },
  );

  it('is not made for a leaf that is not there, nor from other nodes than asked for', async () => {
    const { read } = tree.reader();
    for (const [index, size] of [
      ...[[0, 0] as const, [5, 5] as const, [-1, 5] as const, [0.5, 5] as const],
      ...[[0, -1] as const, [0, 2 ** 53] as const],
    ])
      await expect(proveInclusion(index, size, read)).rejects.toThrow(RangeError);
    const tooFew: ReadNodes = async (nodes) => (await read(nodes)).slice(1);
    await expect(proveInclusion(0, 5, tooFew)).rejects.toThrow(RangeError);
  });

  it('is found in a tree as large as numbers go', async () => {
    const asked: number[] = [];
    const read: ReadNodes = (nodes) => {
      asked.push(nodes.length);
      expect(nodes.every(({ level, index }) => (index + 1) * 2 ** level < 2 ** 53)).toBe(true);
      return Promise.resolve(nodes.map(() => Buffer.alloc(32)));
    };
    const size = 2 ** 53 - 1;
    await expect(proveInclusion(0, size, read)).resolves.toHaveLength(53);
    await expect(proveInclusion(size - 1, size, read)).resolves.toHaveLength(52);
    expect(asked).toHaveLength(2);
  });
});

describe('the root of a tree, from its nodes', () => {
  it('is that of the definition at every size, with one read', async () => {
    for (let size = 0; size <= largest; size += 1) {
      const { read, asked } = tree.reader();
      const root = await rootOf(size, read);
      expect([size, root.equals(tree.root(size)), asked()]).toEqual([size, true, size && 1]);
    }
  });
});
