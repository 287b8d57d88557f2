import { hash } from 'node:crypto';
import { fromBase64 } from './encoding.js';
import { NoteInvalid } from './note-invalid.js';

/** Ed25519 over the text of a note: a log (C2SP signed-note). */
export const ed25519 = 0x01;
/** Ed25519 over a checkpoint and a time: a witness (C2SP tlog-cosignature). */
export const timestamped = 0x04;

export type SignatureType = typeof ed25519 | typeof timestamped;

/** A key that signs notes, as a reader pins it. */
export interface VerifierKey {
  readonly name: string;
  /** First four bytes of a hash over name, type and key, as 8 hex digits. Tells keys of one name apart; no proof of anything. */
  readonly keyHash: string;
  readonly type: SignatureType;
  /** The 32 raw bytes of Ed25519. */
  readonly publicKey: Buffer;
}

/**
 * The verifier key of a log or witness, as readers pin it: `<name>+<key hash>+<base64 of type and key>` (C2SP signed-note).
 * @param publicKey the 32 raw bytes
 * @throws NoteInvalid for a name that cannot stand in a note, or a key of another length
 */
export function verifierKey(
  name: string,
  publicKey: Uint8Array,
  type: SignatureType = ed25519,
): string {
  if (!isKeyName(name)) throw new NoteInvalid('not the name of a key');
  if (publicKey.length !== 32) throw new NoteInvalid('not an Ed25519 key of 32 bytes');
  const typed = Buffer.concat([Buffer.of(type), publicKey]);
  return `${name}+${keyHashOf(name, typed)}+${typed.toString('base64')}`;
}

/** Reads what `verifierKey` writes. @throws NoteInvalid for any other text */
export function parseVerifierKey(text: string): VerifierKey {
  const [name = '', keyHash = '', ...rest] = text.split('+');
  const typed = fromBase64(rest.join('+'));
  if (!isKeyName(name) || !typed) throw new NoteInvalid('not a verifier key');
  const type = typed[0];
  if (type !== ed25519 && type !== timestamped)
    throw new NoteInvalid('a verifier key of an unknown signature type');
  if (typed.length !== 33) throw new NoteInvalid('a verifier key of the wrong length');
  if (keyHash !== keyHashOf(name, typed))
    throw new NoteInvalid('a verifier key whose hash is of another key');
  return { name, keyHash, type, publicKey: typed.subarray(1) };
}

/** Of a signer's key, for the signatures of that type. */
export function keyOf(
  { name, publicKey }: { readonly name: string; readonly publicKey: Uint8Array },
  type: SignatureType,
): VerifierKey {
  return parseVerifierKey(verifierKey(name, publicKey, type));
}

/** The key as text: two keys are the same when these are. */
export const vkeyOf = ({ name, publicKey, type }: VerifierKey): string =>
  verifierKey(name, publicKey, type);

/** Not empty, no Unicode space, no plus and no control character (C2SP signed-note). */
export const isKeyName = (name: string): boolean =>
  // eslint-disable-next-line no-control-regex -- exactly these are what a note cannot contain
  name !== '' && name.isWellFormed() && !/[\p{White_Space}+\x00-\x1f]/u.test(name);

const keyHashOf = (name: string, typed: Buffer): string =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed])).slice(0, 8);
