import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { join } from 'node:path';
import { Misconfigured } from '#kernel';
import { damaged, KeyEncryptionKeys, makeKek, newKey256, readKeks, readKey256 } from './keks.js';
import { createWhole, privateFolder, readIfThere } from './private-file.js';

/**
 * The keys that never enter a database, in `DATA_DIR/keys` (0700, files 0600). Whoever holds this folder and the keys
 * database can read what is sealed at level 1; losing it loses the sealed content, while every proof still verifies.
 */
export interface KeyFolder {
  /** Key-encryption keys: wrap the keys of cases and people. */
  readonly keks: KeyEncryptionKeys;
  /** Signs leaves. */
  readonly sealing: {
    readonly kid: string;
    readonly privateKey: KeyObject;
    readonly publicJwk: JsonWebKey;
  };
  /** Signs checkpoints; 32 raw bytes of the public half. */
  readonly log: { readonly privateKey: KeyObject; readonly publicKey: Buffer };
  /** Turns a case's reference and a person's name into random-looking ids, so that neither can be guessed from one. */
  readonly naming: Buffer;
}

/** Where the key folder of an installation is. */
export const keyFolderOf = (dataDir: string): string => join(dataDir, 'keys');

/** Files that are made once and never rotated. Made after the first key-encryption key, so that they tell that it was there. */
export const lastingFiles = ['naming', 'seal-1.pem', 'log-1.pem'] as const;

/** Reads the folder, making on first use what is missing. @throws Misconfigured when a file cannot be read */
export async function openKeyFolder(dataDir: string): Promise<KeyFolder> {
  const folder = await privateFolder(keyFolderOf(dataDir));
  const keks = await openKeks(folder);
  const namingFile = join(folder, 'naming');
  const naming = readKey256(namingFile, await secret(namingFile, newKey256));
  const sealing = await ed25519(join(folder, 'seal-1.pem'));
  const log = await ed25519(join(folder, 'log-1.pem'));
  return {
    keks,
    naming,
    sealing: { kid: 'seal-1', privateKey: sealing, publicJwk: publicJwk(sealing, 'seal-1') },
    log: {
      privateKey: log,
      publicKey: Buffer.from(String(createPublicKey(log).export({ format: 'jwk' }).x), 'base64url'),
    },
  };
}

/** Version 1 is made where no key ever was; anywhere else a new one would hide that the old one is lost. */
async function openKeks(folder: string): Promise<KeyEncryptionKeys> {
  const known = await readKeks(folder);
  if (known.size > 0) return new KeyEncryptionKeys(folder, known);
  if ((await readIfThere(join(folder, 'naming'))) === null) await makeKek(folder, 1);
  // Read in any case: another process may have made it while we looked.
  const made = await readKeks(folder);
  if (made.size > 0) return new KeyEncryptionKeys(folder, made);
  throw new Misconfigured(
    'There is no key-encryption key',
    'DATA_DIR/keys',
    'Put back the key folder that belongs to this keys database.',
  );
}

function publicJwk(key: KeyObject, kid: string): JsonWebKey {
  const { kty, crv, x } = createPublicKey(key).export({ format: 'jwk' });
  return { kty, crv, x, kid } as JsonWebKey;
}

async function ed25519(file: string): Promise<KeyObject> {
  const pem = await secret(file, () =>
    generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  );
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // The same answer: what OpenSSL says of the bytes helps nobody.
  }
  throw damaged(file);
}

/** The file's text; made whole or not at all, so that a crash leaves no half key, and by one process only. */
async function secret(file: string, make: () => string): Promise<string> {
  const there = await readIfThere(file);
  if (there !== null) return there;
  await createWhole(file, make());
  return (await readIfThere(file)) ?? '';
}
