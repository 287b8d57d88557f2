import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, Invalid, Misconfigured } from '#kernel';
import { encrypted, keyFilesOf, recipientsFile, sealedFiles } from './key-files.js';
import { keyFolderOf } from './key-folder.js';
import { privateFolder, readIfThere, replaceWhole, syncFolder } from './private-file.js';

/** Fewer would make one lost identity, or one person, the end of the sealed content. */
const fewest = 2;

/** A public X25519 recipient of age, in the one form that it has. */
const recipientForm = /^age1[02-9ac-hj-np-z]{58}$/;

const recoveryFolderOf = (keyFolder: string) => join(keyFolder, 'recovery');
const copyOf = (keyFolder: string, version: number) =>
  join(recoveryFolderOf(keyFolder), `kek-${String(version)}.age`);

/** The command that sets recipients, as errors name it. */
export const recoveryCommand =
  'daylight keys recovery --recipient age1… --recipient age1… (docs/how-to/keys.md)';

/** The offline recipients of the recovery copies; none before they are set. */
export async function recipientsOf(keyFolder: string): Promise<readonly string[]> {
  const text = await readIfThere(join(keyFolder, recipientsFile));
  return (text ?? '').split('\n').filter((line) => line !== '');
}

/** @throws Invalid for fewer than two, for what is no recipient, and for a secret */
export async function saveRecipients(
  keyFolder: string,
  recipients: readonly string[],
): Promise<void> {
  const different = [...new Set(recipients)];
  for (const recipient of different) {
    if (/AGE-SECRET-KEY/i.test(recipient)) {
      throw new Invalid(
        'recipient',
        'is an identity, which is secret and must not be on this machine: give the recipient (age1…) that belongs to it, and make a new identity',
      );
    }
    if (!recipientForm.test(recipient))
      throw new Invalid('recipient', 'is not an X25519 recipient of age (age1… of 62 characters)');
    // Checks the checksum too: a typing error would be a copy that nobody opens.
    await encrypted('', [recipient]).catch(() => {
      throw new Invalid('recipient', 'has a typing error in it');
    });
  }
  if (different.length < fewest) {
    throw new Invalid(
      'recipient',
      'must be given twice at least, of different people: one lost identity must not lose the sealed content',
    );
  }
  await privateFolder(recoveryFolderOf(keyFolder));
  await replaceWhole(join(keyFolder, recipientsFile), `${different.join('\n')}\n`);
}

/**
 * Writes the recovery copy of a version for all recipients. Answers how many; 0 where none are set.
 * @param which whether older key-encryption keys that still have a file go along
 */
export async function issueRecovery(
  keyFolder: string,
  version: number,
  which: 'all' | 'this one',
): Promise<number> {
  const recipients = await recipientsOf(keyFolder);
  if (recipients.length === 0) return 0;
  const files = await keyFilesOf(keyFolder);
  const kept =
    which === 'all'
      ? files
      : Object.fromEntries(
          Object.entries(files).filter(
            ([name]) => !name.startsWith('kek-') || name === `kek-${String(version)}`,
          ),
        );
  await privateFolder(recoveryFolderOf(keyFolder));
  await replaceWhole(copyOf(keyFolder, version), await sealedFiles(kept, recipients));
  return recipients.length;
}

/** Removes the copies of other versions: they would open what a rotation has put out of reach. */
export async function dropOtherCopies(keyFolder: string, version: number): Promise<void> {
  const folder = recoveryFolderOf(keyFolder);
  for (const name of await namesIn(folder)) {
    const [, of] = /^kek-(\d+)\.age/.exec(name) ?? [];
    if (of !== undefined && (Number(of) !== version || name.endsWith('.new')))
      await rm(join(folder, name), { force: true });
  }
  if ((await namesIn(folder)).length > 0) await syncFolder(folder);
}

/** Versions that have a recovery copy. */
export async function copiesIn(keyFolder: string): Promise<number[]> {
  const names = await namesIn(recoveryFolderOf(keyFolder));
  return names
    .flatMap((name) => /^kek-(\d+)\.age$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** The bytes of a version's recovery copy, null when there is none. */
export async function copyBytes(keyFolder: string, version: number): Promise<Buffer | null> {
  try {
    return await readFile(copyOf(keyFolder, version));
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null;
    throw cause;
  }
}

/** @throws Misconfigured when there are no two recipients */
export async function requireRecipients(dataDir: string): Promise<readonly string[]> {
  const recipients = await recipientsOf(keyFolderOf(dataDir));
  if (recipients.length >= fewest) return recipients;
  throw new Misconfigured(
    'There are no recovery recipients, without whom a backup of keys would be of no use',
    'DATA_DIR/keys/recovery',
    `Name two first: ${recoveryCommand}.`,
  );
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return [];
    throw cause;
  });
