import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM of one key under the key-encryption key, bound to its id: nonce, tag, ciphertext. */
export function wrap(key: Buffer, kid: string, kek: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', kek, nonce);
  cipher.setAAD(Buffer.from(kid));
  const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws Error of node:crypto when the key-encryption key is another one or the row was changed */
export function unwrap(wrapped: Buffer, kid: string, kek: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', kek, wrapped.subarray(0, 12), {
    authTagLength: 16,
  });
  decipher.setAAD(Buffer.from(kid));
  decipher.setAuthTag(wrapped.subarray(12, 28));
  return Buffer.concat([decipher.update(wrapped.subarray(28)), decipher.final()]);
}
