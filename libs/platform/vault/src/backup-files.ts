import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { codeOf, Misconfigured } from '#kernel';

/** A file of a backup, as the manifest lists it. */
export interface BackupFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a backup of keys says of itself. The hashes guard against damage; what guards the keys is age. */
export interface Manifest {
  readonly format: 1;
  readonly kind: 'keys';
  /** Version of the key-encryption key for new rows. */
  readonly kek: number;
  readonly recipients: readonly string[];
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly madeAt: string;
  readonly files: readonly BackupFile[];
}

export const manifestName = 'manifest.json';
export const keyFilesName = 'key-folder.age';
export const tableFile = (table: string): string => `${table}.ndjson.gz`;

/** Takes an empty folder for its owner alone. @throws Misconfigured when something is in it */
export async function takeEmptyFolder(directory: string): Promise<void> {
  const names = await readdir(directory).catch((cause: unknown) => {
    throw noFolder(directory, cause);
  });
  if (names.length > 0) {
    throw new Misconfigured(
      'The folder for the backup of keys is not empty',
      directory,
      'Name an empty one: nothing is written over.',
    );
  }
  await chmod(directory, 0o700);
}

/** Writes lines as gzip (0600), through to the disk. Lines are hashed as they are written: nothing is held in memory. */
export async function writeLines(
  directory: string,
  name: string,
  lines: AsyncIterable<string>,
): Promise<BackupFile> {
  const file = createWriteStream(join(directory, name), { mode: 0o600, flags: 'wx', flush: true });
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(Readable.from(lines), createGzip(), counted, file);
  return { name, bytes, sha256: hash.digest('hex') };
}

/** Writes a small file (0600), through to the disk. */
export async function writeBytes(
  directory: string,
  name: string,
  content: Uint8Array,
): Promise<BackupFile> {
  const file = await open(join(directory, name), 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  return {
    name,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}

/** The lines of a gzip file. */
export async function* readLines(directory: string, name: string): AsyncGenerator<string> {
  const unpacked = createGunzip();
  const file = createReadStream(join(directory, name));
  // A failure of the file ends the iteration with its error too.
  file.on('error', (error) => unpacked.destroy(error)).pipe(unpacked);
  let rest = '';
  for await (const chunk of unpacked.setEncoding('utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/**
 * The manifest of a backup of keys, once every file that it lists is as it says.
 * @param expected names of the files that must be listed, and no other
 * @throws Misconfigured for a folder that is no such backup, or was damaged
 */
export async function checkedManifest(
  directory: string,
  expected: readonly string[],
): Promise<Manifest> {
  const manifest = await readManifest(directory);
  const names = manifest.files.map(({ name }) => name);
  if (names.toSorted().join() !== expected.toSorted().join())
    throw noBackup(directory, 'its manifest lists other files than a backup of keys has');
  for (const { name, bytes, sha256 } of manifest.files) {
    const path = join(directory, name);
    const found = await stat(path).catch(() => null);
    if (found?.size !== bytes || (await digestOf(path)) !== sha256)
      throw noBackup(directory, `${name} is missing or was changed after it was written`);
  }
  return manifest;
}

async function readManifest(directory: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(directory, manifestName), 'utf8');
  } catch (cause) {
    throw noFolder(directory, cause);
  }
  try {
    const { format, kind, kek, files } = JSON.parse(text) as Partial<Record<string, unknown>>;
    if (format === 1 && kind === 'keys' && Number.isInteger(kek) && Array.isArray(files))
      return JSON.parse(text) as Manifest;
  } catch {
    // The same answer: where in the text JSON ends helps nobody.
  }
  throw noBackup(directory, 'its manifest is not one of a backup of keys of this version');
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

const noBackup = (directory: string, what: string) =>
  new Misconfigured(
    `This backup cannot be restored: ${what}`,
    directory,
    'Nothing was changed. Take another backup of the keys.',
  );

const noFolder = (directory: string, cause: unknown) =>
  new Misconfigured(
    codeOf(cause) === 'ENOENT' ? 'There is no such backup of keys' : 'The folder cannot be read',
    directory,
    'Check the path, and that this user may read it.',
    { cause },
  );
