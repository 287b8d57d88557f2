import { Decrypter } from 'age-encryption';
import { CouldNotCheck } from '../failures.js';
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
      throw new CouldNotCheck('cannot be opened with this identity', { cause: error });
    }
  };
}
