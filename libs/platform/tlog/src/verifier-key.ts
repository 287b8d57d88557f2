import { createHash } from 'node:crypto';

/** Signature type of a log's Ed25519 key (C2SP signed-note). */
const ed25519 = 0x01;

/**
 * The verifier key of a log, as readers pin it: `<name>+<key hash>+<base64 of type and key>` (C2SP signed-note).
 * @param publicKey the 32 raw bytes
 */
export function verifierKey(name: string, publicKey: Uint8Array): string {
  const typed = Buffer.concat([Buffer.of(ed25519), publicKey]);
  const hash = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4);
  return `${name}+${hash.toString('hex')}+${typed.toString('base64')}`;
}
