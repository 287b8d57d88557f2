import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { Misconfigured } from '#kernel';
import { activeVersion, unknownKek } from './active-kek.js';
import { totals } from './backup.js';
import {
  checkedManifest,
  keyFilesName,
  readLines,
  tableFile,
  type Manifest,
} from './backup-files.js';
import { backupTables, digestOfLines, linesOf, loadLines } from './backup-tables.js';
import { openRow } from './drill.js';
import { keyFolderOf } from './key-folder.js';
import { withAllKeys, type KeyParts } from './key-lock.js';
import { readKeks } from './keks.js';
import { createWhole, privateFolder, readIfThere } from './private-file.js';
import { openFiles, type KeyFiles } from './key-files.js';
import { issueRecovery } from './recovery.js';

/**
 * Puts a backup of keys back into an empty keys database and a data folder without keys; where the same is there
 * already, it goes on from there. Nothing is changed unless the whole backup is as it was written and its keys open it.
 * @param identityFile of one of the recipients
 * @throws Misconfigured for a damaged backup, another identity, and keys that are there and are others
 */
export async function restoreKeys(
  parts: KeyParts,
  directory: string,
  identityFile: string,
): Promise<{ rows: number; aliases: number }> {
  const manifest = await checkedManifest(directory, [
    ...backupTables.map(({ name }) => tableFile(name)),
    keyFilesName,
  ]);
  const keyFiles = await openFiles(await readFile(join(directory, keyFilesName)), identityFile);
  if (!(`kek-${String(manifest.kek)}` in keyFiles)) throw unknownKek(manifest.kek);
  const folder = keyFolderOf(parts.dataDir);
  await refuseOtherKeys(folder, keyFiles);
  await withAllKeys(parts, async (client) => {
    await client.query(`begin; set local time zone 'UTC'`);
    await checkRows(directory, keyFiles);
    if (await isEmpty(client)) await load(client, directory, manifest);
    else await refuseOtherRows(client, directory, manifest);
    // Before the rows are there for good: rows without their key would look like a lost key.
    await privateFolder(join(folder, 'recovery'));
    for (const [name, text] of Object.entries(keyFiles))
      await createWhole(join(folder, name), text);
    await client.query('commit');
    await issueRecovery(folder, manifest.kek, 'all');
  });
  return totals(manifest.rows);
}

async function refuseOtherKeys(folder: string, keyFiles: KeyFiles): Promise<void> {
  const others: string[] = [];
  for (const [name, text] of Object.entries(keyFiles)) {
    const there = await readIfThere(join(folder, name));
    if (there !== null && there !== text) others.push(name);
  }
  for (const version of (await readKeks(folder)).keys()) {
    const name = `kek-${String(version)}`;
    if (!(name in keyFiles)) others.push(name);
  }
  if (others.length === 0) return;
  throw new Misconfigured(
    `Other keys are there already: ${[...new Set(others)].join(', ')}`,
    'DATA_DIR/keys',
    'Nothing was changed. Restore into an empty DATA_DIR.',
  );
}

async function checkRows(directory: string, keyFiles: KeyFiles): Promise<void> {
  for (const name of ['wrapped_key', 'sealed_key']) {
    for await (const line of readLines(directory, tableFile(name))) {
      const { kid, officer, kek, wrapped } = JSON.parse(line) as Record<string, string>;
      openRow(keyFiles, {
        kid: kid ?? '',
        officer: officer ?? null,
        kek: Number(kek),
        // As PostgreSQL writes bytes: \x and hexadecimal digits.
        wrapped: Buffer.from((wrapped ?? '').slice(2), 'hex'),
      });
    }
  }
}

async function isEmpty(client: pg.Client): Promise<boolean> {
  for (const { name } of backupTables) {
    const { rowCount } = await client.query(`select from ${name} limit 1`);
    if (rowCount !== 0) return false;
  }
  return true;
}

async function load(client: pg.Client, directory: string, manifest: Manifest): Promise<void> {
  for (const table of backupTables) {
    const loaded = await loadLines(client, table, readLines(directory, tableFile(table.name)));
    if (loaded !== manifest.rows[table.name]) throw otherRows();
  }
  await client.query('update active_kek set version = $1', [manifest.kek]);
}

async function refuseOtherRows(
  client: pg.Client,
  directory: string,
  manifest: Manifest,
): Promise<void> {
  if ((await activeVersion(client)) !== manifest.kek) throw otherRows();
  for (const table of backupTables) {
    const there = await digestOfLines(linesOf(client, table));
    if (there !== (await digestOfLines(readLines(directory, tableFile(table.name)))))
      throw otherRows();
  }
}

const otherRows = () =>
  new Misconfigured(
    'The keys database holds other keys already',
    'keys database',
    'Nothing was changed. Restore into an empty keys database.',
  );
