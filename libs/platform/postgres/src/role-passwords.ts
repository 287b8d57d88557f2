import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Misconfigured } from '#kernel';
import { newPassword, privateFolder, readIfThere, writePrivate } from './private-files.js';

/** Passwords of the database roles that daylight made: `DATA_DIR/keys/database-roles.json`. Owned by provisioning. */
export interface RolePasswords {
  /** The role's password, made on first use. `isNew`: the database does not have it yet. */
  of(role: string): { readonly password: string; readonly isNew: boolean };
  /** Writes new ones down. Before the database gets them: a password that only the database has is of no use. */
  save(): void;
}

export function openRolePasswords(dataDir: string): RolePasswords {
  const path = join(privateFolder(join(dataDir, 'keys')), 'database-roles.json');
  const passwords = parse(path, readIfThere(path));
  const fresh = new Set<string>();
  return {
    of: (role) => {
      const known = passwords.get(role);
      if (known !== undefined) return { password: known, isNew: fresh.has(role) };
      const password = newPassword();
      passwords.set(role, password);
      fresh.add(role);
      return { password, isNew: true };
    },
    save: () => {
      if (fresh.size === 0) return;
      writePrivate(
        path,
        `${JSON.stringify({ format: 1, roles: Object.fromEntries(passwords) }, null, 2)}\n`,
      );
    },
  };
}

function parse(path: string, text: string | undefined): Map<string, string> {
  if (text === undefined) return new Map();
  try {
    const { format, roles } = JSON.parse(text) as {
      format?: unknown;
      roles?: Record<string, unknown>;
    };
    const entries = Object.entries(roles ?? {});
    if (
      format === 1 &&
      entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ) {
      return new Map(entries);
    }
  } catch {
    // The error of JSON.parse quotes the text, and the text is passwords.
  }
  throw new Misconfigured(
    'the passwords of the database roles cannot be read',
    path,
    'Put the file back from a backup, or delete it: daylight then gives the roles new passwords.',
  );
}

/** What the server stores for a password (RFC 5803), made here so that no statement, and no log of one, holds the password. */
export function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const rounds = 4096;
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
  const hmac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  const serverKey = hmac('Server Key').toString('base64');
  return `SCRAM-SHA-256$${String(rounds)}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
