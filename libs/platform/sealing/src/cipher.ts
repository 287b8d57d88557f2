import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { canonicalJson } from '#kernel';
import type { Random } from './disclosure.js';

/** AES-256 key of a case or a person for an audience, with the id under which events name it. */
export interface SealingKeyOf {
  readonly kid: string;
  readonly key: Buffer;
}

/** All that one key seals in one event: one ciphertext, so that its number of fields does not show. */
export interface Ciphertext {
  readonly iv: string;
  readonly ct: string;
  readonly tag: string;
}

/** Windows by path: the JSON text of each disclosure. */
export type Windows = Readonly<Record<string, string>>;

/** Length of a low-entropy value leaks it; plaintexts are padded to a multiple of this. */
const bucket = 256;

/**
 * A key of its own for each event: a restored machine that repeats a nonce does not repeat it under one key. HKDF
 * (RFC 5869) by its two HMACs, since one block is all that is needed and `hkdfSync` starts a job for it.
 */
function eventKey(key: Buffer, eventId: string): Buffer {
  const extracted = createHmac('sha256', eventId).update(key).digest();
  return createHmac('sha256', extracted).update('daylight event windows\x01').digest();
}

const boundTo = (eventId: string, kid: string) => Buffer.from(`${eventId}\n${kid}`);

export function encryptWindows(
  windows: Windows,
  { kid, key }: SealingKeyOf,
  eventId: string,
  random: Random,
): Ciphertext {
  const plain = Buffer.from(canonicalJson(Object.entries(windows).flat()));
  const padded = Buffer.alloc(Math.ceil(plain.length / bucket) * bucket, ' ');
  plain.copy(padded);
  const iv = random(12);
  const cipher = createCipheriv('aes-256-gcm', eventKey(key, eventId), iv);
  cipher.setAAD(boundTo(eventId, kid));
  const ct = Buffer.concat([cipher.update(padded), cipher.final()]);
  return {
    iv: iv.toString('base64'),
    ct: ct.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
}

/** @throws Error of node:crypto when key, event, or bytes do not belong together */
export function decryptWindows(
  sealed: Ciphertext,
  { kid, key }: SealingKeyOf,
  eventId: string,
): Windows {
  const decipher = createDecipheriv(
    'aes-256-gcm',
    eventKey(key, eventId),
    Buffer.from(sealed.iv, 'base64'),
    { authTagLength: 16 }, // else a tag cut down to four bytes would do
  );
  decipher.setAAD(boundTo(eventId, kid));
  decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
  const plain = Buffer.concat([
    decipher.update(Buffer.from(sealed.ct, 'base64')),
    decipher.final(),
  ]);
  const flat = JSON.parse(plain.toString('utf8')) as string[];
  return Object.fromEntries(
    flat.flatMap((path, i) => (i % 2 === 0 ? [[path, flat[i + 1] as string]] : [])),
  );
}
