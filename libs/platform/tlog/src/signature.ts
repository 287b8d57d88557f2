import { createPublicKey, verify } from 'node:crypto';
import { ed25519, type VerifierKey } from './verifier-key.js';

/** What stands before the 32 bytes of a key in its DER form (RFC 8410). */
const der = Buffer.from('302a300506032b6570032100', 'hex');

/** A signature of Ed25519 (RFC 8032). @param publicKey the 32 raw bytes */
export function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = createPublicKey({
    key: Buffer.concat([der, publicKey]),
    ...{ format: 'der', type: 'spki' },
  });
  return verify(null, message, key, signature);
}

/** What a witness signs: that at that time, in seconds, it had seen no larger tree (C2SP tlog-cosignature). */
export const cosignedMessage = (text: string, time: number): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${String(time)}\n${text}`);

/** The time in a signature by a witness, in seconds; null when it has none that can be told exactly. */
export function timeOf(signature: Buffer): number | null {
  if (signature.length !== 72) return null;
  const time = Number(signature.readBigUInt64BE(0));
  return Number.isSafeInteger(time) ? time : null;
}

/** Whether the bytes behind a key hash are the key's signature over the text of a note. */
export function isSignedBy(key: VerifierKey, text: string, signature: Buffer): boolean {
  if (key.type === ed25519) return verifyEd25519(key.publicKey, Buffer.from(text), signature);
  const time = timeOf(signature);
  if (time === null) return false;
  return verifyEd25519(key.publicKey, cosignedMessage(text, time), signature.subarray(8));
}
