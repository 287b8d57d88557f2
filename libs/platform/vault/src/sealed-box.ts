import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { unwrap, wrap } from './wrapping.js';

/** An X25519 key pair: 32 raw bytes of the public half, PKCS #8 of the private one (in a buffer, so that it can be wiped). */
export interface BoxKeys {
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}

const publicLength = 32;

export function newBoxKeys(): BoxKeys {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return {
    publicKey: rawPublic(publicKey),
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
  };
}

/**
 * Seals a secret to a public key: an ephemeral X25519 key, HKDF-SHA-256 over both public halves, AES-256-GCM.
 * @param bound what it is the secret of and for whom; under another name it does not open
 */
export function sealTo(publicKey: Buffer, secret: Buffer, bound: string): Buffer {
  const ephemeral = generateKeyPairSync('x25519');
  const from = rawPublic(ephemeral.publicKey);
  const shared = diffieHellman({
    privateKey: ephemeral.privateKey,
    publicKey: createPublicKey({
      key: { kty: 'OKP', crv: 'X25519', x: publicKey.toString('base64url') },
      format: 'jwk',
    }),
  });
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

const rawPublic = (key: KeyObject): Buffer =>
  Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url');
