import { decodeBundle, entriesPath, tilePath, tileWidth, TileInvalid } from '#tlog';
import { Malformed } from '../failures.js';
import { ahead } from '../source/ahead.js';
import { limits, type LogSource } from '../source/log-source.js';
import { readLines, type Line } from './lines.js';

/** What is known of the leaves of one bundle. A part that cannot be read says why in place of what it holds. */
export interface Bundle {
  /** Index of the first leaf. */
  readonly from: number;
  readonly entries: readonly string[] | Problem;
  /** Hashes of the leaves as the log's own tile says; null where the tile is missing. */
  readonly tile: Buffer | null;
  readonly shown: ReadonlyMap<number, Line> | Problem;
  /** Null: a public profile, or no identity to open it with. */
  readonly sealed: ReadonlyMap<number, Line> | Problem | null;
}

export interface Problem {
  readonly problem: string;
}

export const isProblem = (part: object | null): part is Problem =>
  part !== null && 'problem' in part;

/** Opens a sealed part of a bundle. @throws CouldNotCheck for another identity's; Malformed */
export type Decrypt = (bytes: Uint8Array) => Promise<Uint8Array>;

/** Bundles that are read ahead of the one that is looked at. */
const readAhead = 4;

/**
 * The bundles of a log of that size from a leaf on, in order: a few in memory at once, however long the log is.
 * @param decrypt null where no sealed part is to be read
 */
export function bundlesOf(
  source: LogSource,
  from: number,
  size: number,
  decrypt: Decrypt | null,
): AsyncGenerator<Bundle, void> {
  return ahead(tasks(source, from, size, decrypt), readAhead);
}

function* tasks(
  source: LogSource,
  from: number,
  size: number,
  decrypt: Decrypt | null,
): Generator<() => Promise<Bundle>> {
  for (let n = Math.floor(from / tileWidth); n * tileWidth < size; n += 1) {
    const width = Math.min(tileWidth, size - n * tileWidth);
    yield () => readBundle(source, n, width, decrypt);
  }
}

async function readBundle(
  source: LogSource,
  n: number,
  width: number,
  decrypt: Decrypt | null,
): Promise<Bundle> {
  const from = n * tileWidth;
  const [entries, tile, shown, sealed] = await Promise.all([
    readEntries(source, n, width),
    readTile(source, 0, n, width),
    readShown(source, n, from, width),
    decrypt && readSealed(source, n, from, width, decrypt),
  ]);
  return { from, entries, tile, shown, sealed };
}

async function readEntries(
  source: LogSource,
  n: number,
  width: number,
): Promise<readonly string[] | Problem> {
  const bytes = await readWide(source, (w) => entriesPath(n, w), width, limits.entries);
  if (!bytes) return { problem: 'the entries are missing' };
  try {
    const entries = decodeBundle(bytes.file);
    // A folder holds what its checkpoint speaks of; who serves a growing log may have more by now.
    if (entries.length < width || (!bytes.wider && entries.length > width))
      return { problem: `the bundle does not hold ${String(width)} entries` };
    return entries.slice(0, width);
  } catch (error) {
    if (error instanceof TileInvalid) return { problem: error.message };
    throw error;
  }
}

/** A tile of hashes, cut to its width; null where there is none. */
export async function readTile(
  source: LogSource,
  level: number,
  index: number,
  width: number,
): Promise<Buffer | null> {
  const path = (w: number) => tilePath(level, index, w);
  const bytes = await readWide(source, path, width, limits.tile);
  return bytes && (bytes.wider ? bytes.file.subarray(0, width * 32) : bytes.file);
}

/** A served log may have gone on and have the full tile in place of the partial one (C2SP tlog-tiles). */
async function readWide(
  source: LogSource,
  path: (width: number) => string,
  width: number,
  limit: number,
): Promise<{ file: Buffer; wider: boolean } | null> {
  const file = await source.read(`log/${path(width)}`, limit);
  if (file) return { file, wider: false };
  if (source.isFolder || width === tileWidth) return null;
  const full = await source.read(`log/${path(tileWidth)}`, limit);
  return full && { file: full, wider: true };
}

async function readShown(
  source: LogSource,
  n: number,
  from: number,
  width: number,
): Promise<ReadonlyMap<number, Line> | Problem> {
  const name = `disclosures/${String(n)}.jsonl`;
  const bytes = await source.read(name, limits.disclosures);
  if (!bytes) return { problem: `${name} is missing` };
  // A served log may have gone on: lines of later leaves are for later.
  const to = source.isFolder ? from + width : from + tileWidth;
  return linesOf(bytes, name, from, to);
}

async function readSealed(
  source: LogSource,
  n: number,
  from: number,
  width: number,
  decrypt: Decrypt,
): Promise<ReadonlyMap<number, Line> | Problem> {
  const name = `sealed/${String(n)}.jsonl.age`;
  const bytes = await source.read(name, limits.sealed);
  if (!bytes) return { problem: `${name} is missing` };
  try {
    return linesOf(await decrypt(bytes), name, from, from + width);
  } catch (error) {
    if (error instanceof Malformed) return { problem: `${name} ${error.message}` };
    throw error;
  }
}

function linesOf(
  bytes: Uint8Array,
  name: string,
  from: number,
  to: number,
): ReadonlyMap<number, Line> | Problem {
  try {
    return readLines(bytes, from, to);
  } catch (error) {
    if (error instanceof Malformed) return { problem: `${name}: ${error.message}` };
    throw error;
  }
}
