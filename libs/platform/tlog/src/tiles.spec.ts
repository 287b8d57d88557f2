import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ReferenceTree } from '../../../../test/language/merkle.js';
import { decodeBundle, encodeBundle, TileInvalid } from './bundle.js';
import { leafHash } from './hash.js';
import { proveConsistency, proveInclusion } from './prove.js';
import { tileNodes, type ReadTile } from './tile-nodes.js';
import { entriesPath, parseTilePath, tilePath } from './tile-path.js';
import { bundlesBetween, tilesBetween } from './tiles-between.js';
import { TileWriter, type WrittenTile } from './tile-writer.js';
import { rootOf } from './tree-node.js';
import { rootOver, TreeRoot } from './tree-root.js';
import { verifyConsistency, verifyInclusion } from './verify.js';

/** Tiles by path, as a folder would hold them. */
class Folder {
  readonly files = new Map<string, Buffer>();
  readonly reads: string[] = [];

  readonly read: ReadTile = (level, index, width) => {
    const path = tilePath(level, index, width);
    this.reads.push(path);
    const bytes = this.files.get(path);
    return bytes ? Promise.resolve(bytes) : Promise.reject(new Error(`no ${path}`));
  };

  write(tiles: readonly WrittenTile[]): string[] {
    return tiles.map(({ level, index, width, bytes }) => {
      const path = tilePath(level, index, width);
      this.files.set(path, bytes);
      return path;
    });
  }
}

const leafAt = (i: number) => leafHash(`leaf ${String(i)}`);

/** Lets a log grow to these sizes, each batch by a writer that starts from the files. */
async function grow(sizes: readonly number[]): Promise<{ folder: Folder; batches: string[][] }> {
  const folder = new Folder();
  const batches: string[][] = [];
  let before = 0;
  for (const size of sizes) {
    const writer = await TileWriter.at(before, folder.read);
    const written: string[] = [];
    for (; before < size; before += 1) written.push(...folder.write(writer.append(leafAt(before))));
    written.push(...folder.write(writer.partial()));
    expect([writer.size, folder.write(writer.partial())]).toEqual([size, []]);
    batches.push(written);
  }
  return { folder, batches };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

const pathOf = ({ level, index, width }: { level: number; index: number; width: number }) =>
  tilePath(level, index, width);

describe('the path of a tile', () => {
  it('is that of the specification', () => {
    expect(tilePath(0, 1234067)).toBe('tile/0/x001/x234/067');
    expect(tilePath(2, 273, 112)).toBe('tile/2/273.p/112');
    expect(tilePath(63, 1000)).toBe('tile/63/x001/000');
    expect(entriesPath(0)).toBe('tile/entries/000');
    expect(entriesPath(70_000, 1)).toBe('tile/entries/x070/000.p/1');
  });

  it('is read back', () => {
    fc.assert(
      fc.property(
        fc.nat(63),
        fc.maxSafeNat(),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          expect(parseTilePath(tilePath(level, index, width))).toEqual({ level, index, width });
          expect(parseTilePath(entriesPath(index, width))).toEqual({
            ...{ level: 'entries', index, width },
          });
        },
      ),
      { seed: 8 },
    );
  });

  it.each([
    ...['', 'tile', 'tile/0', '/tile/0/000', 'tile/0/000/', 'tile/0/00', 'tile/0/0000'],
    ...['tile/00/000', 'tile/64/000', 'tile/-1/000', 'tile/1e1/000', 'tile/Entries/000'],
    ...['tile/0/x000/000', 'tile/0/x000/x001/000', 'tile/0/001/000', 'tile/0/x001'],
    ...['tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/000.p/01', 'tile/0/000.p/', 'tile/0/000.p'],
    ...['tile/0/000.p/-1', 'tile/0/000\n', ' tile/0/000', 'tile/0/../000', 'tile/0/X001/000'],
    ...['tile/0/x009/x007/x199/x254/x740/992', 'tile/0/٠٠٠', 'tile/entries/000.p/1/', 'tile//000'],
    'tile/0/x999/x999/x999/x999/x999/x999/999',
  ])('is refused when written another way: %j', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });

  it('is refused with any bit turned, or is another path', () => {
    const path = 'tile/1/x001/x234/067.p/112';
    for (let bit = 0; bit < path.length * 8; bit += 1) {
      const bytes = Buffer.from(path);
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const read = parseTilePath(bytes.toString('latin1'));
      if (read && read.level !== 'entries')
        expect(tilePath(read.level, read.index, read.width)).toBe(bytes.toString('latin1'));
    }
  });

  it('is not written for a tile that cannot be', () => {
    for (const [level, index, width] of [
      ...[[-1, 0, 1] as const, [64, 0, 1] as const, [0.5, 0, 1] as const, [0, -1, 1] as const],
      ...[[0, 2 ** 53, 1] as const, [0, 0, 0] as const, [0, 0, 257] as const],
    ])
      expect(() => tilePath(level, index, width)).toThrow(RangeError);
  });
});

describe('the tiles to write when a tree grows', () => {
  it('are those of the specification for 70,000 and 256 leaves', () => {
    const tiles = tilesBetween(0, 70_000).map(pathOf);
    expect(tiles.filter((path) => !path.includes('.p/'))).toHaveLength(273 + 1);
    expect(tiles.filter((path) => path.includes('.p/'))).toEqual([
      ...['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1'],
    ]);
    expect(tilesBetween(0, 256).map(pathOf)).toEqual(['tile/0/000', 'tile/1/000.p/1']);
    expect(tilesBetween(255, 257).map(pathOf)).toEqual([
      ...['tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1'],
    ]);
    expect(bundlesBetween(255, 513)).toEqual([
      { index: 0, width: 256 },
      { index: 1, width: 256 },
      { index: 2, width: 1 },
    ]);
  });

  it('are none when it does not grow, and an error when it shrinks', () => {
    expect([tilesBetween(0, 0), tilesBetween(300, 300), bundlesBetween(9, 9)]).toEqual([
      ...[[], [], []],
    ]);
    expect(() => tilesBetween(2, 1)).toThrow(RangeError);
    expect(() => bundlesBetween(2, 1)).toThrow(RangeError);
  });

  const steps = [
    [1, 2, 255, 256, 257, 511, 512, 513],
    [300, 65_535, 65_536, 65_537, 66_000],
    [70_000],
    ...fc
      .sample(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 }), {
        ...{ numRuns: 20, seed: 88 },
      })
      .map((growths) => growths.map((_growth, i) => growths.slice(0, i + 1)).map(sum)),
  ];

  it.each(steps.map((sizes) => ({ sizes })))(
    'are what the writer writes, batch by batch, and hold the tree: $sizes',
    async ({ sizes }) => {
      const { folder, batches } = await grow(sizes);
      batches.forEach((written, i) => {
        const expected = tilesBetween(sizes[i - 1] ?? 0, sizes[i] ?? 0).map(pathOf);
        expect(written.toSorted()).toEqual(expected.toSorted());
      });
      const whole = new TreeRoot();
      for (const size of sizes) {
        for (let i = whole.size; i < size; i += 1) whole.append(leafAt(i));
        const root = whole.root();
        expect((await TileWriter.at(size, folder.read)).root().equals(root)).toBe(true);
        expect((await rootOf(size, tileNodes(folder.read, size))).equals(root)).toBe(true);
      }
    },
  );
});

describe('nodes out of tiles', () => {
  it('give the proofs of the definition', async () => {
    const tree = new ReferenceTree(700);
    const { folder } = await grow([1, 255, 256, 300, 512, 700]);
    for (const size of [255, 256, 300, 512, 700]) {
      const nodes = tileNodes(folder.read, size);
      for (let index = 0; index < size; index += 7)
        expect(await proveInclusion(index, size, nodes)).toEqual(tree.path(index, size));
      for (let oldSize = 1; oldSize < size; oldSize += 7)
        expect(await proveConsistency(oldSize, size, nodes)).toEqual(tree.proof(oldSize, size));
    }
  });

  it('cost one read of each tile of the way', async () => {
    const { folder } = await grow([70_000]);
    const nodes = tileNodes(folder.read, 70_000);
    const root = await rootOf(70_000, nodes);
    folder.reads.length = 0;
    const proof = await proveInclusion(300, 70_000, nodes);
    expect(folder.reads.toSorted()).toEqual([
      ...['tile/0/001', 'tile/0/273.p/112', 'tile/1/000', 'tile/1/001.p/17'],
    ]);
    verifyInclusion({ index: 300, size: 70_000, leaf: leafAt(300), proof, root });
    const old = rootOver(Array.from({ length: 66_000 }, (_leaf, i) => leafAt(i)));
    verifyConsistency({
      ...{ oldSize: 66_000, oldRoot: old, size: 70_000, root },
      proof: await proveConsistency(66_000, 70_000, nodes),
    });
  });

  it('are refused from a tile of the wrong length, or beyond the tree', async () => {
    const { folder } = await grow([300]);
    const short = tileNodes(async (...tile) => (await folder.read(...tile)).subarray(1), 300);
    await expect(proveInclusion(0, 300, short)).rejects.toThrow(TileInvalid);
    const nodes = tileNodes(folder.read, 300);
    await expect(nodes([{ level: 0, index: 300 }])).rejects.toThrow(RangeError);
    await expect(nodes([{ level: 9, index: 0 }])).rejects.toThrow(RangeError);
    await expect(TileWriter.at(300, () => Promise.resolve(Buffer.alloc(31)))).rejects.toThrow(
      TileInvalid,
    );
    const writer = await TileWriter.at(300, folder.read);
    expect(() => writer.append(Buffer.alloc(31))).toThrow(TileInvalid);
  });
});

describe('a bundle of entries', () => {
  it('is read back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { maxLength: 256 }),
        (entries) => {
          expect(decodeBundle(encodeBundle(entries))).toEqual(entries);
        },
      ),
      { seed: 16, numRuns: 50 },
    );
  });

  it('has two bytes of length before each entry, big-endian', () => {
    expect(encodeBundle(['', 'a', 'é'.repeat(200)]).toString('hex')).toBe(
      `00000001610190${'c3a9'.repeat(200)}`,
    );
    const longest = 'a'.repeat(65_535);
    expect(decodeBundle(encodeBundle([longest]))).toEqual([longest]);
    expect(() => encodeBundle([`${longest}a`])).toThrow(RangeError);
  });

  it.each(['00', '0001', '000261', '00016100', '0002c3', '0001ff', '0003eda080'])(
    'is refused when it is cut or not text: %s',
    (hex) => {
      expect(() => decodeBundle(Buffer.from(hex, 'hex'))).toThrow(TileInvalid);
    },
  );

  it('keeps a byte order mark, which is part of the entry that was hashed', () => {
    expect(decodeBundle(encodeBundle(['\ufeffa']))).toEqual(['\ufeffa']);
  });
});
