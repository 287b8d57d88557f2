import {
  encodeBundle,
  entriesPath,
  leafHash,
  tilePath,
  TileWriter,
  tileWidth,
  type Hash,
} from '#tlog';

export type Files = ReadonlyMap<string, Uint8Array>;

/**
 * The tree over the leaves so far, and the files that it writes as it grows. Holds the right edge alone: one tile a level
 * and the entries of the last bundle, however long the log is.
 */
export class GrowingTree {
  private entries: string[] = [];
  private files = new Map<string, Uint8Array>();

  private constructor(private readonly tiles: TileWriter) {}

  /** Without a leaf. */
  static async empty(): Promise<GrowingTree> {
    return new GrowingTree(await TileWriter.at(0, () => Promise.resolve(new Uint8Array())));
  }

  get size(): number {
    return this.tiles.size;
  }

  root(): Hash {
    return this.tiles.root();
  }

  append(entry: string): void {
    const full = this.tiles.append(leafHash(entry));
    this.entries.push(entry);
    if (this.entries.length === tileWidth) {
      this.files.set(entriesPath(this.size / tileWidth - 1), encodeBundle(this.entries));
      this.entries = [];
    }
    for (const { level, index, width, bytes } of full)
      this.files.set(tilePath(level, index, width), bytes);
  }

  /** Files by path that have become full since the last call. Taken often, they never add up. */
  takeFull(): Files {
    const { files } = this;
    this.files = new Map();
    return files;
  }

  /** The same, and those of the right edge as it stands now: a tree of this size can be published with them. */
  takeAll(): Files {
    const edge = this.tiles.partial().map(({ level, index, width, bytes }) => {
      return [tilePath(level, index, width), bytes] as const;
    });
    const { length } = this.entries;
    if (length > 0) {
      const path = entriesPath(Math.floor(this.size / tileWidth), length);
      edge.push([path, encodeBundle(this.entries)]);
    }
    return new Map([...this.takeFull(), ...edge]);
  }
}
