import { activeVersion } from './active-kek.js';
import { keyFolderOf } from './key-folder.js';
import { withAllKeys, type KeyParts } from './key-lock.js';
import { dropOtherCopies, issueRecovery, recipientsOf, saveRecipients } from './recovery.js';

/** To whom a recovery copy was issued, and of which key-encryption key. */
export interface Issued {
  readonly recipients: readonly string[];
  readonly version: number;
}

/**
 * Names the offline recipients and issues the recovery copy of the key folder to them, in place of an earlier one.
 * @throws Invalid for fewer than two, for what is no recipient, and for a secret
 */
export function setRecovery(parts: KeyParts, recipients: readonly string[]): Promise<Issued> {
  const folder = keyFolderOf(parts.dataDir);
  return withAllKeys(parts, async (client) => {
    const version = await activeVersion(client);
    await saveRecipients(folder, recipients);
    await issueRecovery(folder, version, 'all');
    await dropOtherCopies(folder, version);
    return { recipients: await recipientsOf(folder), version };
  });
}
