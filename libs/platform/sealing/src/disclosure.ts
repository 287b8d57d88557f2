import { hash } from 'node:crypto';
import type { Json } from '#kernel';

export { isDecoy, slots } from './form.js';

/** Salt of a field that lists or dates could be guessed for: RFC 9901 asks for 128 bits. */
export const operationalSalt = 16;
/** Salt of a personal field and of `ev`: 512 bits into a 256-bit digest leave nothing to confirm after erasure. */
export const personalSalt = 64;

/** Source of salts, decoys and nonces. Tests pass a seeded one. */
export type Random = (bytes: number) => Buffer;

/** One value, committed: the JSON text that opens it and the digest that binds it. */
export interface Commitment {
  readonly text: string;
  readonly digest: string;
}

/** Digest of a disclosure by its JSON text: B64U(SHA-256(ASCII(B64U(UTF-8 text)))) (RFC 9901, 4.2.3). */
export const digestOf = (text: string): string =>
  hash('sha256', Buffer.from(text, 'utf8').toString('base64url'), 'base64url');

/** A named value (RFC 9901, 4.2.1). */
export function commitField(name: string, value: Json, salt: Buffer): Commitment {
  const text = JSON.stringify([salt.toString('base64url'), name, value]);
  return { text, digest: digestOf(text) };
}

/** An element of an array (RFC 9901, 4.2.2). */
export function commitElement(value: Json, salt: Buffer): Commitment {
  const text = JSON.stringify([salt.toString('base64url'), value]);
  return { text, digest: digestOf(text) };
}

/** A digest for a value that is absent. Its preimage is no JSON array, so that it can never open as a value. */
export function decoy(random: Random): Commitment {
  const text = random(32).toString('base64url');
  return { text, digest: digestOf(text) };
}

/**
 * An object whose members are committed. Digests are sorted, so that their order says nothing; `sd_names` says which
 * name each digest must open as, so that nobody can commit two values for one name and open the handier one.
 */
export function committedObject(members: Readonly<Record<string, Commitment>>): Json {
  const sorted = Object.entries(members).sort(([, a], [, b]) => (a.digest < b.digest ? -1 : 1));
  return { _sd: sorted.map(([, { digest }]) => digest), sd_names: sorted.map(([name]) => name) };
}
