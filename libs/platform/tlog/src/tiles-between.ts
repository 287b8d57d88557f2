import { tileWidth, type Tile } from './tile-path.js';
import { assertSize } from './tree-node.js';

/**
 * The tiles of hashes that a tree of `size` has and one of `oldSize` has not, the lowest level first: what to write when
 * it grew. Of partial ones only those of the new size.
 */
export function tilesBetween(oldSize: number, size: number): Tile[] {
  assertGrowth(oldSize, size);
  const tiles: Tile[] = [];
  let [before, now] = [oldSize, size];
  for (let level = 0; now > before; level += 1) {
    for (const { index, width } of newTiles(before, now)) tiles.push({ level, index, width });
    before = Math.floor(before / tileWidth);
    now = Math.floor(now / tileWidth);
  }
  return tiles;
}

/** The same for bundles of entries. */
export function bundlesBetween(oldSize: number, size: number): { index: number; width: number }[] {
  assertGrowth(oldSize, size);
  return [...newTiles(oldSize, size)];
}

/** The partial tiles of a tree, the lowest level first: its right edge. */
export function edgeOf(size: number): Tile[] {
  assertSize(size);
  const tiles: Tile[] = [];
  let hashes = size;
  for (let level = 0; hashes > 0; level += 1) {
    const width = hashes % tileWidth;
    hashes = Math.floor(hashes / tileWidth);
    if (width > 0) tiles.push({ level, index: hashes, width });
  }
  return tiles;
}

function* newTiles(before: number, now: number): Generator<{ index: number; width: number }> {
  if (now === before) return;
  for (let index = Math.floor(before / tileWidth); index * tileWidth < now; index += 1)
    yield { index, width: Math.min(tileWidth, now - index * tileWidth) };
}

function assertGrowth(oldSize: number, size: number): void {
  assertSize(oldSize);
  assertSize(size);
  if (oldSize > size) throw new RangeError('the old tree is larger than the new one');
}
