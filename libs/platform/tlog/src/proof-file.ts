import { isUtf8 } from 'node:buffer';
import { openCheckpoint, type Checkpoint } from './checkpoint.js';
import { verifyCosignatures, type Cosignature } from './cosignature.js';
import { fromBase64, fromDecimal } from './encoding.js';
import { leafHash, type Hash } from './hash.js';
import { quorumMet, witnessesOf, type Policy } from './policy.js';
import { readHashes, splitHead, writeHashes } from './proof-lines.js';
import { ProofInvalid, verifyInclusion } from './verify.js';

/** A `.tlog-proof`: that an entry is in a log, checked without the log (C2SP tlog-proof). */
export interface ProofFile {
  /** Text that travels with the proof. Nothing proves it: whoever reads it checks it by itself. */
  readonly extra?: string;
  readonly index: number;
  /** Of inclusion, the leaf's sibling first. */
  readonly proof: readonly Hash[];
  /** The signed note, with its cosignatures. */
  readonly checkpoint: string;
}

export interface VerifiedProof {
  readonly checkpoint: Checkpoint & { readonly note: string };
  readonly index: number;
  readonly extra: string | undefined;
  readonly cosignatures: readonly Cosignature[];
}

const version = 'c2sp.org/tlog-proof@v1';

/** @throws ProofInvalid for what `parseProof` would refuse */
export function formatProof({ extra, index, proof, checkpoint }: ProofFile): string {
  if (fromDecimal(String(index)) === null) throw new ProofInvalid('the index is not an index');
  const lines = extra === undefined ? [] : [`extra ${Buffer.from(extra).toString('base64')}`];
  const head = [version, ...lines, `index ${String(index)}`, ...writeHashes(proof)];
  return [...head, '', checkpoint].join('\n');
}

/** Reads a proof; it is still to be verified, and its extra text is anyone's. @throws ProofInvalid */
export function parseProof(text: string): ProofFile {
  const {
    head: [first, ...rest],
    checkpoint,
  } = splitHead(text);
  if (first !== version) throw new ProofInvalid('not a proof of the version that is known');
  const extra = rest[0]?.startsWith('extra ') ? readExtra(rest.shift()) : undefined;
  const [line = '', ...hashes] = rest;
  const index = line.startsWith('index ') ? fromDecimal(line.slice(6)) : null;
  if (index === null) throw new ProofInvalid('the proof does not say its index');
  return { index, proof: readHashes(hashes), checkpoint, ...(extra !== undefined && { extra }) };
}

/**
 * Checks that the entry is in a log of the policy, in a tree that its quorum of witnesses has seen. How old their times
 * may be is for the caller to say.
 * @throws ProofInvalid for the proof; NoteInvalid for the checkpoint in it
 */
export function verifyProof(
  text: string,
  entry: string | Uint8Array,
  policy: Policy,
): VerifiedProof {
  const { extra, index, proof, checkpoint: note } = parseProof(text);
  const checkpoint = openCheckpoint(note, ...policy.logs.map(({ key }) => key));
  const cosignatures = verifyCosignatures(note, witnessesOf(policy));
  const signed = cosignatures.map(({ key }) => key);
  if (!quorumMet(policy, signed))
    throw new ProofInvalid('fewer witnesses signed the checkpoint than the policy asks for');
  const { size, root } = checkpoint;
  verifyInclusion({ index, size, leaf: leafHash(entry), proof, root });
  return { checkpoint, index, extra, cosignatures };
}

function readExtra(line = ''): string {
  const bytes = fromBase64(line.slice('extra '.length));
  if (!bytes || !isUtf8(bytes)) throw new ProofInvalid('the extra line is not base64 of UTF-8');
  return bytes.toString('utf8');
}
