import { codeOf, Misconfigured } from '#kernel';
import { isOfContent, linesOf } from './files.js';
import type { BackupFile } from './manifest.js';
import { Wrong } from './log-check.js';

/** One folder of a backup, and where its rows go. */
export interface Rows<Row> {
  /** Reads and checks the next line. @throws Wrong */
  read(line: string): Row;
  /** What the installation holds already of these places, as lines. */
  present(first: number, count: number): Promise<readonly string[]>;
  /** All or none of them. */
  insert(first: number, rows: readonly Row[]): Promise<void>;
}

/** A batch ends at whichever comes first. */
const mostRows = 500;
const mostCharacters = 1024 * 1024;

export interface Steps {
  /** Called before anything is inserted. Null: nothing is, what is there is only compared. */
  readonly begin: (() => Promise<void>) | null;
  /** Told after each batch. */
  readonly loaded?: (rows: number) => void;
}

/** Loads the files of one folder in order, batch by batch; what is there already is compared instead. */
export async function load<Row>(
  directory: string,
  files: readonly BackupFile[],
  rows: Rows<Row>,
  { begin, loaded }: Steps,
): Promise<void> {
  for (const file of files) {
    let next = file.first;
    let batch: { line: string; row: Row }[] = [];
    let characters = 0;
    const place = () => placeOf(file, next);
    const store = async () => {
      await storeBatch(rows, next - batch.length, batch, file, begin);
      loaded?.(next);
      [batch, characters] = [[], 0];
    };
    try {
      for await (const line of linesOf(directory, file)) {
        batch.push({ line, row: rows.read(line) });
        next += 1;
        characters += line.length;
        if (batch.length === mostRows || characters >= mostCharacters) await store();
      }
      if (batch.length > 0) await store();
    } catch (error) {
      if (error instanceof Wrong) throw new Mismatch(error.message, place());
      if (isOfContent(error)) throw new Mismatch('the file cannot be read to its end', place());
      if (isSyntax(error)) throw new Mismatch('it is not JSON', place());
      throw error;
    }
  }
}

async function storeBatch<Row>(
  rows: Rows<Row>,
  first: number,
  batch: readonly { readonly line: string; readonly row: Row }[],
  file: BackupFile,
  begin: Steps['begin'],
): Promise<void> {
  const there = await rows.present(first, batch.length);
  const other = there.findIndex((line, i) => line !== batch[i]?.line);
  if (other >= 0) {
    throw new Misconfigured(
      'This installation holds something else than the backup: it is another log, or has gone on since',
      placeOf(file, first + other),
      'Restore into a new, empty installation. What is here was not changed.',
    );
  }
  if (there.length === batch.length || begin === null) return;
  await begin();
  try {
    await rows.insert(
      first + there.length,
      batch.slice(there.length).map(({ row }) => row),
    );
  } catch (error) {
    if (codeOf(error) !== '23505') throw error;
    throw new Mismatch(
      'an id in it stands twice',
      `${placeOf(file, first + there.length)} to ${String(first + batch.length - 1)}`,
    );
  }
}

const placeOf = ({ name }: BackupFile, row: number) =>
  `${name}, ${name.startsWith('events/') ? 'index' : 'row'} ${String(row)}`;

/** The content of a backup is not what it has to be there. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';
  constructor(
    what: string,
    readonly where: string,
  ) {
    super(what);
  }
}

/** What `JSON.parse` throws. By name: it can be of another realm. */
export const isSyntax = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'SyntaxError';
