import { createHash } from 'node:crypto';

/** Hash of a log entry as a leaf of the Merkle tree, hex (RFC 6962, 2.1: SHA-256 of 0x00 and the entry). */
export function leafHash(entry: string): string {
  return createHash('sha256').update('\0').update(entry).digest('hex');
}
