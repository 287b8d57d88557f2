import { isUtf8 } from 'node:buffer';

/** A tile or bundle that is not what it has to be at its place. The message names no value. */
export class TileInvalid extends Error {
  override readonly name = 'TileInvalid';
}

const longest = 0xffff;

/** The entries of a bundle, each behind its length as two bytes, big-endian (C2SP tlog-tiles). @throws RangeError over 65,535 bytes */
export function encodeBundle(entries: readonly string[]): Buffer {
  const parts = entries.flatMap((entry) => {
    const bytes = Buffer.from(entry, 'utf8');
    if (bytes.length > longest) throw new RangeError('an entry is longer than 65,535 bytes');
    return [Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes];
  });
  return Buffer.concat(parts);
}

/** The entries of a bundle; how many there are is for the caller to compare. @throws TileInvalid */
export function decodeBundle(bytes: Uint8Array): string[] {
  const bundle = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: string[] = [];
  for (let at = 0; at < bundle.length;) {
    if (at + 2 > bundle.length) throw new TileInvalid('the bundle ends inside a length');
    const start = at + 2;
    at = start + bundle.readUInt16BE(at);
    if (at > bundle.length) throw new TileInvalid('the bundle ends inside an entry');
    const entry = bundle.subarray(start, at);
    // Read as text, other bytes would give another leaf hash than the one that the tree has.
    if (!isUtf8(entry)) throw new TileInvalid('an entry is not UTF-8');
    entries.push(entry.toString('utf8'));
  }
  return entries;
}
