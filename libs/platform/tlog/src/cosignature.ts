import { sign } from 'node:crypto';
import { parseCheckpoint } from './checkpoint.js';
import { NoteInvalid } from './note-invalid.js';
import { parseNote, signatureLine, verifyNote, type NoteSigner } from './note.js';
import { cosignedMessage, timeOf } from './signature.js';
import { keyOf, timestamped, type VerifierKey } from './verifier-key.js';

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
  const { text, signatures } = parseNote(note);
  parseCheckpoint(text);
  const witnesses = keys.filter(({ type }) => type === timestamped);
  return verifyNote(note, witnesses).map((key) => {
    const times = signatures
      .filter(({ name, keyHash }) => name === key.name && keyHash === key.keyHash)
      .map(({ signature }) => timeOf(signature));
    if (times.length === 0) throw new NoteInvalid('a signature without a time');
    return { key, timestamp: Math.max(...times.map(Number)) };
  });
}
