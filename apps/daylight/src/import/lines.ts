import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Usage } from '../usage.js';

export type Chunks = Iterable<Buffer> | AsyncIterable<Buffer>;

/** A line of a file, from 1. `bytes` is null when the line is longer than the limit. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer | null;
}

/** A file that can be read from its beginning as often as needed. */
export interface Source {
  chunks(): Chunks;
}

/** Standard input is kept in memory, since it can be read only once. */
const mostInput = 64 * 1024 * 1024;

/** @param file a path, also of a `.gz`, or `-` for standard input. @throws Usage */
export async function openSource(file: string): Promise<Source> {
  if (file === '-') {
    const input = await readInput();
    return { chunks: () => [input] };
  }
  try {
    await access(file, constants.R_OK);
  } catch {
    throw new Usage(`${file} cannot be read. Check the path and that this user may read it.`);
  }
  return { chunks: () => open(file) };
}

function open(file: string): Readable {
  const raw = createReadStream(file);
  if (!file.endsWith('.gz')) return raw;
  const unpacked = createGunzip();
  raw.on('error', (error) => unpacked.destroy(error));
  return raw.pipe(unpacked);
}

async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostInput)
      throw new Usage(
        `Standard input is longer than ${String(mostInput)} bytes. Give a file instead.`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const newline = 0x0a;

/** Splits at line feeds without decoding, so that invalid UTF-8 is one bad line and not a changed one. */
export async function* linesOf(chunks: Chunks, maxLine: number): AsyncIterable<Line> {
  let number = 1;
  let held: Buffer[] = [];
  let size = 0;
  const take = (part: Buffer) => {
    size += part.length;
    if (size <= maxLine + 1) held.push(part);
  };
  const line = (): Line => {
    const bytes = size > maxLine + 1 ? null : Buffer.concat(held);
    [held, size] = [[], 0];
    const end = bytes?.at(-1) === 0x0d ? -1 : undefined;
    return { number: number++, bytes: bytes && bytes.subarray(0, end) };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      take(chunk.subarray(from, at));
      yield line();
      from = at + 1;
    }
    take(chunk.subarray(from));
  }
  if (size > 0) yield line();
}
