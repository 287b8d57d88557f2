import { Decrypter } from 'age-encryption';
import { CouldNotCheck, Malformed } from '../failures.js';
import type { Decrypt } from '../reading/bundles.js';

/** @param identity `AGE-SECRET-KEY-1…`. @throws CouldNotCheck for what is none */
export function decryptWith(identity: string): Decrypt {
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
  } catch (error) {
    throw new CouldNotCheck('the identity is not one of age', { cause: error });
  }
  return async (bytes) => {
    try {
      return await decrypter.decrypt(bytes);
    } catch (error) {
      // A bundle for somebody else says nothing against the log; a damaged one does.
      if (String(error).includes('no identity matched'))
        throw new CouldNotCheck('the sealed part is for another identity than the one given', {
          cause: error,
        });
      throw new Malformed('is not whole', { cause: error });
    }
  };
}
