import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform, type Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { codeOf, Misconfigured } from '#kernel';
import { fileName, manifestName, type BackupFile } from './manifest.js';

/** Lines of a file. */
const mostLines = 10_000;
/** Ciphertext in base64 gives way to Huffman coding alone: more effort costs time and saves nothing. */
const level = 1;
/** Longer than any event: 64 fields of 64 KiB, encrypted, escaped twice. */
const mostBytes = 64 * 1024 * 1024;

/** Makes the folder of a backup, closed to others. @throws Misconfigured when something is in it */
export async function newFolder(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const there = await readdir(directory);
  if (there.length > 0) {
    throw new Misconfigured(
      there.includes(manifestName)
        ? 'The folder holds a backup already'
        : 'The folder is not empty; a backup that was broken off has no manifest.json',
      directory,
      'Name a folder that does not exist, or empty this one first. Nothing was written.',
    );
  }
  await chmod(directory, 0o700);
}

/**
 * Writes lines into files of at most 10,000 each. A file has its name only when it is whole and on disk.
 * @param done told after each file
 */
export async function writeFiles(
  directory: string,
  folder: string,
  lines: AsyncIterable<string>,
  done: (lines: number) => void = () => undefined,
): Promise<BackupFile[]> {
  await mkdir(join(directory, folder), { mode: 0o700 });
  const files: BackupFile[] = [];
  const source = lines[Symbol.asyncIterator]();
  let next = await source.next();
  let first = 0;
  while (next.done !== true) {
    const name = fileName(folder, first);
    const hash = createHash('sha256');
    let [count, bytes] = [0, 0];
    await written(
      join(directory, name),
      Readable.from(
        (async function* () {
          for (; next.done !== true && count < mostLines; count += 1) {
            yield `${next.value}\n`;
            next = await source.next();
          }
        })(),
      ),
      createGzip({ level }),
      new Transform({
        transform: (chunk: Buffer, _, pass) => {
          hash.update(chunk);
          bytes += chunk.length;
          pass(null, chunk);
        },
      }),
    );
    files.push({ name, first, count, bytes, sha256: hash.digest('hex') });
    first += count;
    done(first);
  }
  return files;
}

/** Written last of all. */
export async function writeManifest(directory: string, manifest: object): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await written(join(directory, manifestName), Readable.from([text]));
  await syncFolder(dirname(directory));
}

/** Under another name until it is on disk, so that a crash leaves no half of it under its own. */
async function written(path: string, source: Readable, ...through: Duplex[]): Promise<void> {
  const draft = createWriteStream(`${path}.new`, { mode: 0o600, flags: 'wx', flush: true });
  await pipeline([source, ...through, draft]);
  await rename(`${path}.new`, path);
  await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** @throws Misconfigured when the file is not the one of the manifest */
export async function checkFile(directory: string, file: BackupFile): Promise<void> {
  const path = join(directory, file.name);
  const hash = createHash('sha256');
  const size = await stat(path).then(
    (found) => found.size,
    () => -1,
  );
  if (size === file.bytes) {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    if (hash.digest('hex') === file.sha256) return;
  }
  throw new Misconfigured(
    `A file of the backup ${size < 0 ? 'is missing' : 'is not as it was written'}`,
    path,
    'Take another copy of this backup and run `daylight restore` again. Nothing was changed.',
  );
}

/** The lines of a file. Ends with an error of code `NOT_A_FILE` where they are not as many as the manifest says. */
export async function* linesOf(directory: string, file: BackupFile): AsyncIterable<string> {
  const raw = createReadStream(join(directory, file.name));
  const unpacked = createGunzip();
  raw.on('error', (error) => unpacked.destroy(error));
  let held: Buffer[] = [];
  let [count, size] = [0, 0];
  try {
    for await (const chunk of raw.pipe(unpacked) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, from)) {
        count += 1;
        if (count > file.count) throw notAsSaid();
        yield Buffer.concat([...held, chunk.subarray(from, at)]).toString('utf8');
        [held, size, from] = [[], 0, at + 1];
      }
      size += chunk.length - from;
      if (size > mostBytes) throw notAsSaid();
      held.push(chunk.subarray(from));
    }
  } finally {
    raw.destroy();
  }
  if (count !== file.count || size > 0) throw notAsSaid();
}

const notAsSaid = () =>
  Object.assign(new Error('its lines are not as many as the manifest says'), {
    code: 'NOT_A_FILE',
  });

/** Whether an error of `linesOf` is about the content of the file: not packed by gzip, or of another number of lines. */
export const isOfContent = (error: unknown): boolean =>
  /^(Z_|NOT_A_FILE|ERR_ZLIB)/.test(codeOf(error) ?? '');
