import { fromDecimal } from './encoding.js';
import type { Hash } from './hash.js';
import { readHashes, splitHead, writeHashes } from './proof-lines.js';
import { ProofInvalid } from './verify.js';

/** What a log sends to a witness: the body of `add-checkpoint` (C2SP tlog-witness). */
export interface AddCheckpoint {
  /** Size of the tree that the witness signed last. */
  readonly oldSize: number;
  /** From there to the size of the checkpoint, 63 hashes at most. */
  readonly proof: readonly Hash[];
  /** The signed note. */
  readonly checkpoint: string;
}

/** @throws ProofInvalid for what `parseAddCheckpoint` would refuse */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  const old = String(oldSize);
  if (fromDecimal(old) === null) throw new ProofInvalid('the old size is not a decimal number');
  return [`old ${old}`, ...writeHashes(proof), '', checkpoint].join('\n');
}

/** Reads a request; the checkpoint in it is still to be opened. @throws ProofInvalid */
export function parseAddCheckpoint(text: string): AddCheckpoint {
  const {
    head: [first = '', ...hashes],
    checkpoint,
  } = splitHead(text);
  const oldSize = first.startsWith('old ') ? fromDecimal(first.slice(4)) : null;
  if (oldSize === null) throw new ProofInvalid('the request does not begin with the old size');
  return { oldSize, proof: readHashes(hashes), checkpoint };
}
