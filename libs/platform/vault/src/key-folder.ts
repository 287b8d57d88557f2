import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, Misconfigured } from '#kernel';

/**
 * The keys that never enter a database, in `DATA_DIR/keys` (0700, files 0600). Whoever holds this folder and the keys
 * database can read what is sealed; losing it loses the sealed content, while every proof still verifies.
 */
export interface KeyFolder {
  /** Key-encryption key: wraps the keys of cases and people. */
  readonly kek: { readonly version: number; readonly key: Buffer };
  /** Signs leaves. */
  readonly sealing: {
    readonly kid: string;
    readonly privateKey: KeyObject;
    readonly publicJwk: JsonWebKey;
  };
  /** Signs checkpoints; 32 raw bytes of the public half. */
  readonly log: { readonly publicKey: Buffer };
  /** Turns a case's reference and a person's name into random-looking ids, so that neither can be guessed from one. */
  readonly naming: Buffer;
}

/** Reads the folder, making on first use what is missing. @throws Misconfigured when a file cannot be read */
export async function openKeyFolder(dataDir: string): Promise<KeyFolder> {
  const folder = join(dataDir, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kek = await secret(join(folder, 'kek-1'), () => randomBytes(32).toString('base64'));
  const naming = await secret(join(folder, 'naming'), () => randomBytes(32).toString('base64'));
  const sealing = await ed25519(join(folder, 'seal-1.pem'));
  const log = await ed25519(join(folder, 'log-1.pem'));
  return {
    kek: { version: 1, key: Buffer.from(kek, 'base64') },
    naming: Buffer.from(naming, 'base64'),
    sealing: { kid: 'seal-1', privateKey: sealing, publicJwk: publicJwk(sealing, 'seal-1') },
    log: {
      publicKey: Buffer.from(String(createPublicKey(log).export({ format: 'jwk' }).x), 'base64url'),
    },
  };
}

function publicJwk(key: KeyObject, kid: string): JsonWebKey {
  const { kty, crv, x } = createPublicKey(key).export({ format: 'jwk' });
  return { kty, crv, x, kid } as JsonWebKey;
}

async function ed25519(file: string): Promise<KeyObject> {
  const pem = await secret(file, () =>
    generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  );
  return createPrivateKey(pem);
}

/** The file's text; made whole or not at all, so that a crash leaves no half key. */
async function secret(file: string, make: () => string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') {
      throw new Misconfigured(
        'A key file cannot be read',
        file,
        'Give this user the right to read it; it is made with mode 0600.',
        { cause },
      );
    }
  }
  const half = `${file}.${String(process.pid)}.new`;
  await writeFile(half, make(), { mode: 0o600, flush: true });
  await rename(half, file);
  return readFile(file, 'utf8');
}
