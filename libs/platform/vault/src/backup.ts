import type pg from 'pg';
import {
  keyFilesName,
  manifestName,
  tableFile,
  takeEmptyFolder,
  writeBytes,
  writeLines,
  type BackupFile,
  type Manifest,
} from './backup-files.js';
import { backupTables, linesOf } from './backup-tables.js';
import { activeVersion } from './active-kek.js';
import { keyFolderOf } from './key-folder.js';
import { withAllKeys, type KeyParts } from './key-lock.js';
import { syncFolder } from './private-file.js';
import { keyFilesOf, sealedFiles } from './key-files.js';
import { requireRecipients } from './recovery.js';

/** What a backup of keys holds. */
export interface BackedUp {
  /** Wrapped and sealed keys, and officers. */
  readonly rows: number;
  readonly aliases: number;
  readonly recipients: number;
}

/**
 * Writes the keys into an existing empty folder: the rows of the keys database as of one moment, and the key folder
 * encrypted to the recovery recipients. Without one of their identities the rows are of no use to anybody.
 * @throws Misconfigured while there are no two recipients, or when the folder is not empty
 */
export async function backUpKeys(parts: KeyParts, directory: string): Promise<BackedUp> {
  const recipients = await requireRecipients(parts.dataDir);
  await takeEmptyFolder(directory);
  // No rotation at the same time: the rows stand under the keys that the folder has.
  return withAllKeys(parts, async (client) => {
    await client.query(
      `begin isolation level repeatable read read only; set local time zone 'UTC'`,
    );
    const kek = await activeVersion(client);
    const files: BackupFile[] = [];
    const rows: Record<string, number> = {};
    for (const table of backupTables) {
      rows[table.name] = 0;
      const counted = async function* () {
        for await (const line of linesOf(client, table)) {
          rows[table.name] = (rows[table.name] ?? 0) + 1;
          yield line;
        }
      };
      files.push(await writeLines(directory, tableFile(table.name), counted()));
    }
    const madeAt = await moment(client);
    await client.query('commit');
    const keyFiles = await keyFilesOf(keyFolderOf(parts.dataDir));
    files.push(await writeBytes(directory, keyFilesName, await sealedFiles(keyFiles, recipients)));
    const manifest: Manifest = { format: 1, kind: 'keys', kek, recipients, rows, madeAt, files };
    // Last: a backup that was broken off has none.
    await writeBytes(
      directory,
      manifestName,
      Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
    );
    await syncFolder(directory);
    return { ...totals(rows), recipients: recipients.length };
  });
}

/** Rows that are keys, and aliases. */
export function totals(rows: Readonly<Record<string, number>>): { rows: number; aliases: number } {
  const all = Object.values(rows).reduce((sum, n) => sum + n, 0);
  const aliases = rows['alias'] ?? 0;
  return { rows: all - aliases, aliases };
}

async function moment(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ at: Date }>('select now() as at');
  return rows[0]?.at.toISOString() ?? '';
}
