import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
  const kek = await key256(join(folder, 'kek-1'));
  const naming = await key256(join(folder, 'naming'));
  const sealing = await ed25519(join(folder, 'seal-1.pem'));
  const log = await ed25519(join(folder, 'log-1.pem'));
  return {
    kek: { version: 1, key: kek },
    naming,
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

async function key256(file: string): Promise<Buffer> {
  const key = Buffer.from(await secret(file, () => randomBytes(32).toString('base64')), 'base64');
  if (key.length !== 32) throw damaged(file);
  return key;
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

const damaged = (file: string) =>
  new Misconfigured('A key file does not hold a key', file, 'Put back the file from your backup.');

/** The file's text; made whole or not at all, so that a crash leaves no half key, and by one process only. */
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
  const half = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeFile(half, make(), { mode: 0o600, flush: true, flag: 'wx' });
    // Not `rename`: the key of a process that was first would be lost while it already seals with it.
    await link(half, file).catch((cause: unknown) => {
      if (codeOf(cause) !== 'EEXIST') throw cause;
    });
    await syncFolder(dirname(file));
  } finally {
    await rm(half, { force: true });
  }
  return readFile(file, 'utf8');
}

/** Makes the new name durable: rows that the key wraps must not outlive it. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
