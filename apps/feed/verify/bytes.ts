import { NotGenuine } from '#sealing/opening';

/** Bytes as every interface of a browser takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Bytes => encoder.encode(text);

/** @throws TypeError for bytes that are not UTF-8 */
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Null for anything that the encoder would not write. */
export function fromBase64(text: string): Bytes | null {
  try {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

export const toBase64url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Text of a part of base64url, as leaves and disclosures have it. @throws NotGenuine */
export function decodePart(part: string): string {
  const plain = part.replaceAll('-', '+').replaceAll('_', '/');
  const bytes = /^[\w-]*$/.test(part)
    ? fromBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, '='))
    : null;
  try {
    if (bytes) return textOf(bytes);
  } catch {
    // Bytes that are not UTF-8 would be read as another text than the one that was sent.
  }
  throw new NotGenuine('round-trip', 'not canonical base64url of UTF-8');
}

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
