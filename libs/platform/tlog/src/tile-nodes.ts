import { TileInvalid } from './bundle.js';
import type { Hash } from './hash.js';
import { tilePath, tileWidth, type Tile } from './tile-path.js';
import { assertSize, type ReadNodes, type TreeNode } from './tree-node.js';
import { rootOver } from './tree-root.js';

/**
 * The bytes of a tile of hashes; width is what the tile has at the size in question, 256 when it is full. Where a partial
 * tile is gone because the full one is there (C2SP tlog-tiles allows it), the reader answers the beginning of that one.
 */
export type ReadTile = (level: number, index: number, width: number) => Promise<Uint8Array>;

/**
 * Reads nodes out of the tiles of a tree of that size, each tile once for all nodes asked together. Nothing is checked
 * but lengths: what comes of the nodes is to be compared with a signed root.
 * @throws TileInvalid (of the reading) for a tile of the wrong length
 * @throws RangeError (of the reading) for a node that a tree of that size has not
 */
export function tileNodes(readTile: ReadTile, size: number): ReadNodes {
  assertSize(size);
  return async (nodes) => {
    const tiles = new Map<string, Promise<Hash[]>>();
    const hashes = nodes.map(async (node) => {
      const { tile, from, to } = placeOf(node, size);
      const path = tilePath(tile.level, tile.index, tile.width);
      const read = tiles.get(path) ?? hashesOf(readTile, tile);
      tiles.set(path, read);
      return rootOver((await read).slice(from, to));
    });
    return Promise.all(hashes);
  };
}

/** The hashes of a tile. @throws TileInvalid */
export async function hashesOf(readTile: ReadTile, { level, index, width }: Tile): Promise<Hash[]> {
  const bytes = await readTile(level, index, width);
  if (bytes.length !== width * 32) throw new TileInvalid('a tile does not have its length');
  return Array.from({ length: width }, (_hash, i) =>
    Buffer.from(bytes.subarray(i * 32, (i + 1) * 32)),
  );
}

/** The tile of a node, and its hashes there that the node is the root over. */
function placeOf({ level, index }: TreeNode, size: number) {
  const below = level % 8;
  const tileLevel = (level - below) / 8;
  const first = index * 2 ** below;
  const hashes = Math.floor(size / tileWidth ** tileLevel);
  const tileIndex = Math.floor(first / tileWidth);
  const from = first - tileIndex * tileWidth;
  const width = Math.min(tileWidth, hashes - tileIndex * tileWidth);
  if (from + 2 ** below > width) throw new RangeError('no such node in a tree of that size');
  return {
    tile: { level: tileLevel, index: tileIndex, width },
    ...{ from, to: from + 2 ** below },
  };
}
