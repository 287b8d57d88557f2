import { hash } from 'node:crypto';

/** A SHA-256 value of the Merkle tree, 32 bytes. */
export type Hash = Buffer;

/** What tells leaves and inner nodes apart, so that none can stand for the other. */
const [leafPrefix, nodePrefix] = [Buffer.of(0), Buffer.of(1)];

/** Hash of a log entry as a leaf of the Merkle tree (RFC 6962, 2.1: SHA-256 of 0x00 and the entry). */
export function leafHash(entry: string | Uint8Array): Hash {
  return hash('sha256', Buffer.concat([leafPrefix, Buffer.from(entry)]), 'buffer');
}

/** Hash of an inner node of the Merkle tree (RFC 6962, 2.1: SHA-256 of 0x01, left and right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  return hash('sha256', Buffer.concat([nodePrefix, left, right]), 'buffer');
}

/** Root of the tree without leaves (RFC 6962, 2.1: SHA-256 of nothing). */
export const emptyRoot = (): Hash => hash('sha256', '', 'buffer');
