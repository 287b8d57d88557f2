import { Corrupt } from '#kernel';
import type { EventStore, Position } from '#event-store';
import { decodeBundle, parseTilePath, tileWidth } from '#tlog';
import type { Files, GrowingTree } from './growing-tree.js';
import type { Head } from './last-signed.js';
import type { LogFolder } from './log-folder.js';

/** Leaves that one reading of the log brings. */
const page = 4096;

/**
 * Grows a tree with the leaves behind it, up to a size.
 * @param onFull handed the files that became full, after every page
 * @returns position of the last leaf
 * @throws Corrupt when the log holds fewer, or one is missing
 */
export async function grow(
  tree: GrowingTree,
  store: EventStore,
  after: Position | null,
  upTo: number,
  onFull: (files: Files) => Promise<void>,
): Promise<Position | null> {
  let last = after;
  while (tree.size < upTo) {
    const leaves = await store.readLeaves(last, Math.min(page, upTo - tree.size));
    if (leaves.length === 0) {
      throw new Corrupt(
        'event log',
        `index ${String(tree.size)} is not there, but ${String(upTo)} leaves were signed: rows were deleted, or an old backup was restored`,
      );
    }
    for (const { leaf, position } of leaves) {
      tree.append(leaf);
      last = position;
    }
    await onFull(tree.takeFull());
  }
  return last;
}

/** Compares what a tree would write with what stands in the folder, and finds where events are no longer the sealed ones. */
export class Comparison {
  /** Leaf index of the first entry that differs from the published file. */
  firstDifference: number | null = null;
  /** Files that are missing or differ. */
  damaged = 0;

  constructor(private readonly folder: LogFolder) {}

  async look(files: Files): Promise<void> {
    for (const [name, bytes] of files) {
      const there = await this.folder.read(name);
      if (there && Buffer.from(bytes).equals(there)) continue;
      this.damaged += 1;
      if (there && name.startsWith('tile/entries/'))
        this.firstDifference ??= firstDifference(name, bytes, there);
    }
  }

  /** @throws Corrupt when the root is not the signed one, naming the first index that differs */
  require(tree: GrowingTree, { size, root }: Head): void {
    if (tree.root().toString('base64') === root) return;
    throw new Corrupt(
      'event log',
      this.firstDifference === null
        ? `the first ${String(size)} leaves are not those that were signed, and the published files were changed with them`
        : `index ${String(this.firstDifference)} is not the leaf that was signed`,
    );
  }
}

function firstDifference(name: string, ours: Uint8Array, theirs: Uint8Array): number | null {
  try {
    const [here, there] = [decodeBundle(ours), decodeBundle(theirs)];
    const at = here.findIndex((entry, i) => entry !== there[i]);
    return at < 0 ? null : (parseTilePath(name)?.index ?? 0) * tileWidth + at;
  } catch {
    return null;
  }
}
