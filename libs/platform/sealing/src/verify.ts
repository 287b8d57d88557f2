import { createPublicKey, verify as verifySignature, type JsonWebKey } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { digestOf } from './disclosure.js';
import { leafOf, NotGenuine, openWith, type Leaf, type Opened } from './opening.js';

export { NotGenuine, type Leaf, type Opened } from './opening.js';

/** Reads a leaf and checks its form to the byte. @throws NotGenuine */
export const readLeaf = (entry: string): Leaf => leafOf(entry, decode);

/** @param jwks the sealing keys in force at that place of the log. @throws NotGenuine */
export function verifyLeafSignature(entry: string, jwks: readonly JsonWebKey[]): void {
  const { kid } = readLeaf(entry);
  const jwk = jwks.find((key) => key['kid'] === kid);
  if (!jwk) throw new NotGenuine('signature', 'signed with a key that the log does not name');
  const end = entry.lastIndexOf('.');
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const signature = Buffer.from(entry.slice(end + 1), 'base64url');
  if (!verifySignature(null, Buffer.from(entry.slice(0, end)), key, signature)) {
    throw new NotGenuine('signature', 'the signature of the leaf is not valid');
  }
}

/**
 * Opens a leaf with the JSON texts of disclosures and decoys. Every text must belong to the leaf (RFC 9901, 7.1), under
 * the name that its slot announces, and must be what its own value encodes to; otherwise nothing is opened.
 * @throws NotGenuine
 */
export function openLeaf(entry: string, texts: readonly string[]): Opened {
  const leaf = readLeaf(entry);
  const byDigest = new Map(texts.map((text) => [digestOf(text), text]));
  if (byDigest.size !== texts.length) throw new NotGenuine('unreferenced', 'the same window twice');
  return openWith(leaf, byDigest);
}

/** Splits a presentation `leaf~disclosure~…~` into the leaf and the JSON texts. @throws NotGenuine */
export function splitPresentation(presentation: string): { entry: string; texts: string[] } {
  const [entry, ...disclosures] = presentation.split('~');
  if (entry === undefined || disclosures.pop() !== '')
    throw new NotGenuine('form', 'a presentation ends with a tilde');
  return { entry, texts: disclosures.map(decode) };
}

export const joinPresentation = (entry: string, texts: readonly string[]): string =>
  [entry, ...texts.map((text) => Buffer.from(text, 'utf8').toString('base64url')), ''].join('~');

function decode(part: string): string {
  const bytes = Buffer.from(part, 'base64url');
  // Bytes that are not UTF-8 would be read as another text than the one that was sent.
  if (bytes.toString('base64url') !== part || !isUtf8(bytes))
    throw new NotGenuine('round-trip', 'not canonical base64url of UTF-8');
  return bytes.toString('utf8');
}
