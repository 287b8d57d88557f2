import { concat, textOf, type Bytes } from './bytes.js';
import type { Computing } from './crypto.js';

/** What a tile, proof or bundle is not. */
export class Malformed extends Error {}

type Sha256 = Pick<Computing, 'sha256'>;

/** RFC 6962, 2.1: leaves and inner nodes are told apart, so that none can stand for the other. */
export const leafHash = ({ sha256 }: Sha256, entry: Bytes): Promise<Bytes> =>
  sha256(concat(Uint8Array.of(0), entry));

const nodeHash = ({ sha256 }: Sha256, left: Bytes, right: Bytes): Promise<Bytes> =>
  sha256(concat(Uint8Array.of(1), left, right));

/** Root of the tree over these leaf hashes. Level by level; a last node without a sibling goes up as it is. */
export async function rootOver(by: Sha256, leaves: readonly Bytes[]): Promise<Bytes> {
  if (leaves.length === 0) return by.sha256(new Uint8Array());
  let level = leaves;
  while (level.length > 1) {
    const below = level;
    level = await Promise.all(
      Array.from({ length: Math.ceil(below.length / 2) }, (_node, i) => {
        const [left, right] = below.slice(2 * i, 2 * i + 2) as [Bytes, Bytes?];
        return right ? nodeHash(by, left, right) : Promise.resolve(left);
      }),
    );
  }
  return level[0] as Bytes;
}

/** Where a proof of inclusion leads (RFC 9162, 2.1.3.2). @throws Malformed when it is too short or too long */
export async function rootByProof(
  by: Sha256,
  {
    index,
    size,
    leaf,
    proof,
  }: { index: number; size: number; leaf: Bytes; proof: readonly Bytes[] },
): Promise<Bytes> {
  if (index >= size) throw new Malformed('the index is not inside the tree');
  let [node, last, hash] = [index, size - 1, leaf];
  const rise = () => {
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  };
  for (const sibling of proof) {
    if (last === 0) throw new Malformed('the proof is too long');
    if (node % 2 === 1 || node === last) {
      hash = await nodeHash(by, sibling, hash);
      while (node % 2 === 0 && node > 0) rise();
    } else hash = await nodeHash(by, hash, sibling);
    rise();
  }
  if (last !== 0) throw new Malformed('the proof is too short');
  return hash;
}

/** Leaves in a full bundle, hashes in a full tile (C2SP tlog-tiles). */
export const width = 256;

/** `tile/entries/x001/234` for the bundle 1234, `tile/0/…` for the tile of leaf hashes with the same leaves. */
export function tilePath(kind: 'entries' | '0', index: number, count = width): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const parts = digits.match(/\d{3}/g) ?? [];
  const name = parts.map((part, i) => (i < parts.length - 1 ? `x${part}` : part)).join('/');
  return `log/tile/${kind}/${name}${count === width ? '' : `.p/${String(count)}`}`;
}

/** The entries of a bundle, each behind its length as two bytes. @throws Malformed */
export function entriesOf(bundle: Bytes): string[] {
  const entries: string[] = [];
  for (let at = 0; at < bundle.length;) {
    const start = at + 2;
    at = start + (bundle[at] ?? 0) * 256 + (bundle[at + 1] ?? 0);
    if (at > bundle.length) throw new Malformed('the bundle ends inside an entry');
    try {
      entries.push(textOf(bundle.subarray(start, at)));
    } catch {
      throw new Malformed('an entry is not UTF-8');
    }
  }
  return entries;
}

export const hashesOf = (tile: Bytes): Bytes[] =>
  Array.from({ length: Math.floor(tile.length / 32) }, (_hash, i) =>
    tile.slice(i * 32, i * 32 + 32),
  );
