import { hashFromBase64 } from './encoding.js';
import type { Hash } from './hash.js';
import { ProofInvalid } from './verify.js';

/** No tree has a longer proof that a witness would take (C2SP tlog-witness). */
const most = 63;

/** The head of a proof or request and the checkpoint behind it, which an empty line separates. @throws ProofInvalid */
export function splitHead(text: string): { head: string[]; checkpoint: string } {
  const split = text.indexOf('\n\n');
  if (split < 0) throw new ProofInvalid('no checkpoint behind the proof');
  return { head: text.slice(0, split).split('\n'), checkpoint: text.slice(split + 2) };
}

/** @throws ProofInvalid for more than 63, and for a line that is not a hash in base64 */
export function readHashes(lines: readonly string[]): Hash[] {
  if (lines.length > most) throw new ProofInvalid('a proof of more than 63 hashes');
  return lines.map((line) => {
    const hash = hashFromBase64(line);
    if (!hash) throw new ProofInvalid('a line of the proof is not a hash in base64');
    return hash;
  });
}

/** @throws ProofInvalid for what `readHashes` would refuse */
export function writeHashes(hashes: readonly Hash[]): string[] {
  const lines = hashes.map((hash) => hash.toString('base64'));
  readHashes(lines);
  return lines;
}
