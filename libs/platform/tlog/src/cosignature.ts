import { sign } from 'node:crypto';
import { parseCheckpoint } from './checkpoint.js';
import { parseNote, signatureLine, validSignatures, type NoteSigner } from './note.js';
import { cosignedMessage, timeOf } from './signature.js';
import { keyOf, timestamped, vkeyOf, type VerifierKey } from './verifier-key.js';

/** A witness that signed a checkpoint, and when. */
export interface Cosignature {
  readonly key: VerifierKey;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/**
 * The line that a witness adds to the note of a checkpoint: with its newline, to stand behind the other signatures
 * (C2SP tlog-cosignature, 0x04). The witness has checked before that the checkpoint is of the log, and consistent with
 * what it signed last.
 * @param time seconds since 1970
 * @throws NoteInvalid
 */
export function cosign(note: string, signer: NoteSigner, time: number): string {
  const { text } = parseNote(note);
  parseCheckpoint(text);
  if (!Number.isSafeInteger(time) || time < 0) throw new RangeError('not a time in seconds');
  const seconds = Buffer.alloc(8);
  seconds.writeBigUInt64BE(BigInt(time));
  const signature = sign(null, cosignedMessage(text, time), signer.privateKey);
  return signatureLine(keyOf(signer, timestamped), Buffer.concat([seconds, signature]));
}

/**
 * Who of these witnesses signed the checkpoint, each once, with its latest time. How old a time may be is for the caller
 * to say. Keys that are not of witnesses are passed over.
 * @throws NoteInvalid for a note that is no checkpoint, and for a signature by one of the keys that is not valid
 */
export function verifyCosignatures(note: string, keys: readonly VerifierKey[]): Cosignature[] {
  const parsed = parseNote(note);
  parseCheckpoint(parsed.text);
  const witnesses = keys.filter(({ type }) => type === timestamped);
  const latest = new Map<string, Cosignature>();
  for (const { key, signature } of validSignatures(parsed, witnesses)) {
    const timestamp = timeOf(signature) ?? 0;
    const known = latest.get(vkeyOf(key));
    if (!known || known.timestamp < timestamp) latest.set(vkeyOf(key), { key, timestamp });
  }
  return [...latest.values()];
}
