/** Hashes, or entries, in a full tile: the tree is cut every 8 levels (C2SP tlog-tiles). */
export const tileWidth = 256;

/** A tile of hashes. Level 0 are leaf hashes; each hash of a higher level is the root of a full tile of the one below. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  /** Hashes in it, 1 to 256. */
  readonly width: number;
}

/** Where a tile of hashes is served, below the prefix of the log: `tile/0/x001/x234/067`, or `….p/112` when partial. @throws RangeError */
export function tilePath(level: number, index: number, width = tileWidth): string {
  if (!Number.isInteger(level) || level < 0 || level > 63)
    throw new RangeError('a tile has a level from 0 to 63');
  return `tile/${String(level)}/${place(index, width)}`;
}

/** Where a bundle of entries is served: `tile/entries/x001/x234/067`, or `….p/112` when partial. @throws RangeError */
export function entriesPath(index: number, width = tileWidth): string {
  return `tile/entries/${place(index, width)}`;
}

/** What `tilePath` or `entriesPath` wrote as that path; null for any other text. */
export function parseTilePath(
  path: string,
): { level: number | 'entries'; index: number; width: number } | null {
  const parts = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (!parts) return null;
  const [, kind, digits = '', partial] = parts;
  const level = kind === 'entries' ? kind : Number(kind);
  const index = Number(digits.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? tileWidth : Number(partial);
  if (!isPlace(index, width) || (level !== 'entries' && level > 63)) return null;
  const written = level === 'entries' ? entriesPath(index, width) : tilePath(level, index, width);
  // Leading zeros and a `.p/256` would be second names for one file.
  return written === path ? { level, index, width } : null;
}

const isPlace = (index: number, width: number) =>
  Number.isSafeInteger(index) &&
  index >= 0 &&
  Number.isInteger(width) &&
  width >= 1 &&
  width <= tileWidth;

function place(index: number, width: number): string {
  if (!isPlace(index, width)) throw new RangeError('not the index and width of a tile');
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const [last = '', ...folders] = (digits.match(/\d{3}/g) ?? []).reverse();
  const name = [...folders.map((folder) => `x${folder}`).reverse(), last].join('/');
  return width === tileWidth ? name : `${name}.p/${String(width)}`;
}
