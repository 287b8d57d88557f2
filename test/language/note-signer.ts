import type { NoteSigner } from '#tlog';
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';

/** A signer of notes whose key follows from its name: the same in each run. */
/** @param key another one of that name */
export function noteSigner(name: string, key = ''): NoteSigner {
  const privateKey = createPrivateKey({
    key: Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      createHash('sha256')
        .update(name + key)
        .digest(),
    ]),
    format: 'der',
    type: 'pkcs8',
  });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { name, privateKey, publicKey: spki.subarray(-32) };
}
