import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '#engine';
import { logFolderOf } from '#sealer';
import {
  decodeBundle,
  entriesPath,
  openCheckpoint,
  parseTilePath,
  parseVerifierKey,
  proveConsistency,
  tileNodes,
  tilePath,
  TileWriter,
  leafHash,
  verifierKey,
  verifyConsistency,
} from '#tlog';

/** Every file below a folder, by its path there. */
export function filesBelow(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below)).flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`;
    return statSync(join(folder, path)).isDirectory() ? filesBelow(folder, path) : [path];
  });
}

/**
 * Checks everything that was published: the leaves are the log's, the tiles are those of the tree over them, every
 * checkpoint is signed and consistent with the last one. Throws with what is wrong.
 */
export async function checkPublished(engine: Engine, dataDir: string): Promise<{ size: number }> {
  const folder = logFolderOf(dataDir);
  const read = (path: string) => readFileSync(join(folder, path));
  const key = parseVerifierKey(verifierKey(engine.installation.origin, engine.keys.log.publicKey));
  const note = read('checkpoint').toString('utf8');
  const { size, root } = openCheckpoint(note, key);

  const leaves = (await engine.store.readLeaves(null, size)).map(({ leaf }) => leaf);
  const writer = await TileWriter.at(0, () => Promise.resolve(new Uint8Array()));
  const tiles = leaves.flatMap((leaf) => writer.append(leafHash(leaf)));
  for (const { level, index, width, bytes } of [...tiles, ...writer.partial()])
    if (!read(tilePath(level, index, width)).equals(bytes))
      throw new Error(`tile ${String(level)}/${String(index)} is not the tree's`);
  if (!writer.root().equals(root)) throw new Error('the root is not the one of the leaves');
  for (let from = 0; from < size; from += 256) {
    const width = Math.min(256, size - from);
    const entries = decodeBundle(read(entriesPath(from / 256, width)));
    if (entries.join() !== leaves.slice(from, from + width).join())
      throw new Error(`the bundle from ${String(from)} is not the log's`);
  }

  const nodes = tileNodes((...tile) => Promise.resolve(read(tilePath(...tile))), size);
  for (const name of readdirSync(join(folder, 'checkpoints'))) {
    const old = openCheckpoint(read(`checkpoints/${name}`).toString('utf8'), key);
    // One that was about to be published when its sealer died.
    if (old.size > size) continue;
    const proof = await proveConsistency(old.size, size, nodes);
    verifyConsistency({ oldSize: old.size, oldRoot: old.root, size, root, proof });
  }
  for (const path of filesBelow(folder).filter((one) => one.startsWith('tile/')))
    if (!parseTilePath(path)) throw new Error(`${path} is no file of a log`);
  return { size };
}
