import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * AES-256-GCM of a secret under a key: nonce, tag, ciphertext.
 * @param bound what it is the secret of; under another name it does not open
 */
export function wrap(secret: Buffer, bound: string, key: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(bound));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws Error of node:crypto when the key is another one or the bytes were changed or moved */
export function unwrap(wrapped: Buffer, bound: string, key: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, 12), {
    authTagLength: 16,
  });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(wrapped.subarray(12, 28));
  return Buffer.concat([decipher.update(wrapped.subarray(28)), decipher.final()]);
}
