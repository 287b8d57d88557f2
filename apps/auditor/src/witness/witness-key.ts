import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { chmod, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, Misconfigured } from '#kernel';
import type { NoteSigner } from '#tlog';
import { createFile, requirePrivate, syncFolder } from './private-file.js';

/**
 * The key of a witness, `witness.pem` in its own folder (0700, 0600), made at first start. Whoever has it signs as this
 * witness; nobody else needs it, and a copy of it is no help: without what the witness signed last it must not be used.
 * @throws Misconfigured for a folder that others may use, or that holds something else
 */
export async function witnessKey(folder: string, name: string): Promise<NoteSigner> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) await syncFolder(dirname(made));
  const file = join(folder, 'witness.pem');
  const pem = (await readIfThere(file)) ?? (await newKey(folder, file));
  await requirePrivate(folder, '0700');
  await requirePrivate(file, '0600');
  const privateKey = keyIn(pem, file);
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { name, privateKey, publicKey: spki.subarray(-32) };
}

async function newKey(folder: string, file: string): Promise<string> {
  const others = (await readdir(folder)).filter((name) => !name.startsWith('witness.pem.'));
  if (others.length > 0 && !others.includes('witness.pem'))
    throw new Misconfigured(
      'The folder has no witness.pem, and is not empty',
      folder,
      'Put the key back if this is a witness’s folder, else name an empty one.',
    );
  if (others.length === 0) await chmod(folder, 0o700);
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  // Of two that start at once, the first one's key is everyone's.
  return (await createFile(file, pem)) ? pem : readFile(file, 'utf8');
}

function keyIn(pem: string, file: string) {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, without a word of what is in it.
  }
  throw new Misconfigured(
    'The key of the witness cannot be read',
    file,
    'It is an Ed25519 key in PEM. Put it back from where you keep it, or begin with an empty folder and a new key.',
  );
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
