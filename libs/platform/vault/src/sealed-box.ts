import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';
import { unwrap, wrap } from './wrapping.js';

/** An X25519 key pair: 32 raw bytes of the public half, PKCS #8 of the private one (in a buffer, so that it can be wiped). */
export interface BoxKeys {
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}

const publicLength = 32;

// The pair comes out of the generator as bytes. A key object that it made itself must not be exported as JWK: that holds
// the key's lock, and when the collector then runs, it waits for this very lock to free the generator (Node 20), for ever.
export function newBoxKeys(): BoxKeys {
  const { publicKey, privateKey } = generateKeyPairSync('x25519', {
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  });
  // RFC 8410, section 4: the key itself ends the structure.
  return { publicKey: publicKey.subarray(-publicLength), privateKey };
}

/**
 * Seals a secret to a public key: an ephemeral X25519 key, HKDF-SHA-256 over both public halves, AES-256-GCM.
 * @param bound what it is the secret of and for whom; under another name it does not open
 */
export function sealTo(publicKey: Buffer, secret: Buffer, bound: string): Buffer {
  const { publicKey: from, privateKey } = newBoxKeys();
  const shared = diffieHellman({
    privateKey: createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' }),
    publicKey: createPublicKey({
      key: { kty: 'OKP', crv: 'X25519', x: publicKey.toString('base64url') },
      format: 'jwk',
    }),
  });
  privateKey.fill(0);
  return Buffer.concat([from, wrap(secret, bound, boxKey(shared, from, publicKey, bound))]);
}

/** @throws Error of node:crypto when the box is for another key or was changed or moved */
export function openBox(box: Buffer, { publicKey, privateKey }: BoxKeys, bound: string): Buffer {
  const from = box.subarray(0, publicLength);
  const shared = diffieHellman({
    privateKey: createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' }),
    publicKey: createPublicKey({
      key: { kty: 'OKP', crv: 'X25519', x: from.toString('base64url') },
      format: 'jwk',
    }),
  });
  return unwrap(box.subarray(publicLength), bound, boxKey(shared, from, publicKey, bound));
}

function boxKey(shared: Buffer, from: Buffer, to: Buffer, bound: string): Buffer {
  const key = hkdfSync(
    'sha256',
    shared,
    Buffer.concat([from, to]),
    `daylight sealed key\n${bound}`,
    32,
  );
  shared.fill(0);
  return Buffer.from(key);
}
