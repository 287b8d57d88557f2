import type { Bytes } from './bytes.js';

/** The two things that a check computes with. */
export interface Computing {
  /** Which code did it, for the foot of the page. */
  readonly name: 'browser' | 'built-in' | 'mixed';
  readonly sha256: (bytes: Bytes) => Promise<Bytes>;
  /** Of Ed25519 (RFC 8032). @param key the 32 raw bytes */
  readonly isSigned: (key: Bytes, message: Bytes, signature: Bytes) => Promise<boolean>;
}

/** What `verify-crypto.js` puts into place when it is loaded: the same, in JavaScript. */
export type BuiltIn = Omit<Computing, 'name'>;

/** The browser's own code as far as it goes, otherwise ours. @param load fetches ours. @throws when that cannot be had */
export async function computing(
  subtle: SubtleCrypto | undefined,
  load: () => Promise<BuiltIn>,
): Promise<Computing> {
  if (!subtle) return { name: 'built-in', ...(await load()) };
  const sha256 = async (bytes: Bytes) => new Uint8Array(await subtle.digest('SHA-256', bytes));
  if (!(await hasEd25519(subtle))) return { name: 'mixed', ...(await load()), sha256 };
  const isSigned = async (key: Bytes, message: Bytes, signature: Bytes) => {
    try {
      const imported = await subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
      return await subtle.verify('Ed25519', imported, signature, message);
    } catch {
      return false; // not a point of the curve
    }
  };
  return { name: 'browser', sha256, isSigned };
}

/** The base point, a key that every implementation takes. */
async function hasEd25519(subtle: SubtleCrypto): Promise<boolean> {
  const point = new Uint8Array(32).fill(0x66);
  point[0] = 0x58;
  try {
    await subtle.importKey('raw', point, 'Ed25519', false, ['verify']);
    return true;
  } catch {
    return false;
  }
}
