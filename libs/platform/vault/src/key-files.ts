import { join } from 'node:path';
import { Misconfigured } from '#kernel';
import { lastingFiles } from './key-folder.js';
import { readKeks } from './keks.js';
import { readIfThere } from './private-file.js';

// Loaded at need: the office never does, and it takes longer to load than the rest of this lib.
const age = () => import('age-encryption');

/** The text of each key file by its name, as a recovery copy holds it. */
export type KeyFiles = Readonly<Record<string, string>>;

/** Within the key folder. Goes into the copies: whoever could change it there would be a recipient after a restore. */
export const recipientsFile = 'recovery/recipients';

/** Everything of a key folder that cannot be made again. @throws Misconfigured when something of it is missing */
export async function keyFilesOf(keyFolder: string): Promise<KeyFiles> {
  const versions = [...(await readKeks(keyFolder)).keys()];
  const names = [...versions.map((version) => `kek-${String(version)}`), ...lastingFiles];
  const files: Record<string, string> = {};
  for (const name of names) {
    const text = await readIfThere(join(keyFolder, name));
    if (text === null || versions.length === 0) {
      throw new Misconfigured(
        'The key folder is not complete',
        join(keyFolder, name),
        'Start daylight once so that it makes its keys, or put back the folder from a backup.',
      );
    }
    files[name] = text;
  }
  const recipients = await readIfThere(join(keyFolder, recipientsFile));
  return recipients === null ? files : { ...files, [recipientsFile]: recipients };
}

/** The key files encrypted with age, so that each recipient opens them alone. */
export const sealedFiles = (files: KeyFiles, recipients: readonly string[]): Promise<Uint8Array> =>
  encrypted(JSON.stringify({ format: 1, kind: 'daylight key files', files }), recipients);

/** @throws Misconfigured when the identity does not open it, or it holds something else */
export async function openFiles(sealed: Uint8Array, identityFile: string): Promise<KeyFiles> {
  const { Decrypter } = await age();
  const decrypter = new Decrypter();
  for (const identity of await identitiesIn(identityFile)) decrypter.addIdentity(identity);
  let text: string;
  try {
    text = await decrypter.decrypt(sealed, 'text');
  } catch {
    throw new Misconfigured(
      'This identity does not open the recovery copy',
      identityFile,
      'Take the identity that belongs to one of its recipients (daylight keys list shows them), or a copy that was not damaged.',
    );
  }
  return checked(text);
}

function checked(text: string): KeyFiles {
  try {
    const { format, kind, files } = JSON.parse(text) as Record<string, unknown>;
    const names = /^(kek-[1-9]\d{0,8}|naming|seal-1\.pem|log-1\.pem|recovery\/recipients)$/;
    const known =
      typeof files === 'object' &&
      files !== null &&
      Object.entries(files).every(
        ([name, value]) => names.test(name) && typeof value === 'string',
      ) &&
      lastingFiles.every((name) => name in files);
    if (format === 1 && kind === 'daylight key files' && known) return files as KeyFiles;
  } catch {
    // The error of JSON.parse quotes the text, and the text is keys.
  }
  throw new Misconfigured(
    'The recovery copy holds something else than key files of this version',
    'recovery copy',
    'Take a copy that daylight made, and a daylight that is not older than it.',
  );
}

/** The identities of a file as `age-keygen` writes it. */
async function identitiesIn(file: string): Promise<string[]> {
  const text = await readIfThere(file);
  const found = (text ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/.test(line));
  if (found.length > 0) return found;
  throw new Misconfigured(
    text === null ? 'There is no identity file' : 'The file holds no identity of age',
    file,
    'Give the file that age-keygen wrote (a line AGE-SECRET-KEY-1…). One that is encrypted with a passphrase: decrypt it with age first.',
  );
}

/** Encrypts a text so that each recipient opens it alone. @throws Error of age for what is no recipient */
export async function encrypted(text: string, recipients: readonly string[]): Promise<Uint8Array> {
  const { Encrypter } = await age();
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(text);
}
