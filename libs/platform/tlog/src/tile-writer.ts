import { TileInvalid } from './bundle.js';
import type { Hash } from './hash.js';
import { hashesOf, type ReadTile } from './tile-nodes.js';
import { tileWidth, type Tile } from './tile-path.js';
import { edgeOf } from './tiles-between.js';
import { rootOver } from './tree-root.js';

/** A tile with its hashes, one behind the other. */
export interface WrittenTile extends Tile {
  readonly bytes: Buffer;
}

/** The rightmost tile of a level that is not full, and what of it was written. */
interface Edge {
  index: number;
  hashes: Hash[];
  written: number;
}

/**
 * Makes the tiles of a tree that grows. Holds the right edge, one tile a level, however large the tree is. Full tiles
 * come as they fill, partial ones when asked for, so a batch costs one edge, whatever number of leaves it has.
 *
 * Who writes them orders it so that a crash leaves only files which the signed size does not speak of: tiles first, then
 * the checkpoint. Writing the same tile again is the same bytes.
 */
export class TileWriter {
  private constructor(
    private leaves: number,
    private readonly levels: Edge[],
  ) {}

  /**
   * Goes on from a tree of that size. The caller compares `root()` with the one that was signed before it appends.
   * @throws TileInvalid for a tile of the wrong length
   */
  static async at(size: number, readTile: ReadTile): Promise<TileWriter> {
    const edge = await Promise.all(
      edgeOf(size).map(async (tile) => ({ tile, hashes: await hashesOf(readTile, tile) })),
    );
    const levels: Edge[] = [];
    for (
      let full = Math.floor(size / tileWidth), level = 0;
      size >= tileWidth ** level;
      level += 1
    ) {
      const hashes = edge.find(({ tile }) => tile.level === level)?.hashes ?? [];
      levels.push({ index: full, hashes, written: hashes.length });
      full = Math.floor(full / tileWidth);
    }
    return new TileWriter(size, levels);
  }

  /** Leaves so far. */
  get size(): number {
    return this.leaves;
  }

  /** @param leaf hash of the next leaf. @returns the full tiles that it completes, mostly none */
  append(leaf: Hash): WrittenTile[] {
    if (leaf.length !== 32) throw new TileInvalid('a leaf hash is not 32 bytes');
    this.leaves += 1;
    const full: WrittenTile[] = [];
    let hash: Hash | undefined = leaf;
    for (let level = 0; hash; level += 1) {
      const edge = (this.levels[level] ??= { index: 0, hashes: [], written: 0 });
      edge.hashes.push(hash);
      hash = undefined;
      if (edge.hashes.length === tileWidth) {
        full.push(written(level, edge));
        hash = rootOver(edge.hashes);
        Object.assign(edge, { index: edge.index + 1, hashes: [], written: 0 });
      }
    }
    return full;
  }

  /** The partial tiles that the tree has now and had not at the last call, or at the start; the lowest level first. */
  partial(): WrittenTile[] {
    return this.levels.flatMap((edge, level) => {
      if (edge.hashes.length === edge.written) return [];
      edge.written = edge.hashes.length;
      return [written(level, edge)];
    });
  }

  /** Root of the tree over the leaves so far. */
  root(): Hash {
    let right: Hash | undefined;
    for (const { hashes } of this.levels) {
      // What lies right of the full tiles is the last, smaller subtree of their level.
      const level: Hash[] = right ? [...hashes, right] : hashes;
      if (level.length > 0) right = rootOver(level);
    }
    return right ?? rootOver([]);
  }
}

const written = (level: number, { index, hashes }: Edge): WrittenTile => ({
  ...{ level, index, width: hashes.length },
  bytes: Buffer.concat(hashes),
});
