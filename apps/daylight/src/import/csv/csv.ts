import type { Chunks } from '../lines.js';

/** A record of a CSV file. `number` is the line on which it begins, from 1; `bytes` are the record as it stands. */
export type CsvRecord =
  | {
      readonly number: number;
      readonly bytes: Buffer;
      readonly cells: readonly Buffer[];
    }
  | { readonly number: number; readonly bytes: null; readonly fault: CsvFault };
export type CsvFault =
  'too-long' | 'quote-far' | 'quote-open' | 'quote-inside' | 'quote-followed' | 'carriage-return';

const [newline, carriageReturn, quote] = [0x0a, 0x0d, 0x22];
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads RFC 4180 strictly and without decoding. After a record that cannot be read it goes on at the next line of the
 * file, so that a quote that was left open swallows nothing. Memory: one record and one chunk.
 * @param delimiter one ASCII character
 */
export async function* csvRecords(
  chunks: Chunks,
  delimiter: string,
  maxRecord: number,
): AsyncIterable<CsvRecord> {
  let rest: Buffer = Buffer.alloc(0);
  const at = { number: 1, started: false, skipping: false };

  function* read(last: boolean): Iterable<CsvRecord> {
    if (!at.started && !last && rest.length < byteOrderMark.length) return;
    if (!at.started && rest.subarray(0, 3).equals(byteOrderMark)) rest = rest.subarray(3);
    at.started = true;
    for (;;) {
      if (at.skipping) {
        const end = rest.indexOf(newline);
        rest = end < 0 ? rest.subarray(rest.length) : rest.subarray(end + 1);
        if (end < 0) return;
        at.skipping = false;
        at.number += 1;
      }
      if (rest.length === 0) return;
      const number = at.number;
      // A record may come with all of standard input behind it.
      const seen = rest.subarray(0, maxRecord + 4);
      const found = scan(
        seen,
        delimiter.charCodeAt(0),
        maxRecord,
        last && seen.length === rest.length,
      );
      if (found === 'more') return;
      if (typeof found === 'string') {
        at.skipping = true;
        yield { number, bytes: null, fault: found };
        continue;
      }
      const bytes = rest.subarray(0, found.end);
      at.number += linesIn(rest.subarray(0, found.next));
      rest = rest.subarray(found.next);
      yield { number, bytes, cells: found.cells };
    }
  }

  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    yield* read(false);
  }
  yield* read(true);
}

interface Scanned {
  readonly cells: readonly Buffer[];
  /** Where the record ends, and where the next one begins. */
  readonly end: number;
  readonly next: number;
}

/** The record at the beginning of the bytes; `more`: it may go on behind them. */
function scan(
  bytes: Buffer,
  delimiter: number,
  most: number,
  last: boolean,
): Scanned | CsvFault | 'more' {
  const cells: Buffer[] = [];
  for (let from = 0; ;) {
    const quoted = bytes[from] === quote;
    const end = quoted ? closingQuote(bytes, from + 1) : unquotedEnd(bytes, from, delimiter);
    if (end > most || (end < 0 && bytes.length > most)) return quoted ? 'quote-far' : 'too-long';
    if (end < 0) return last ? 'quote-open' : 'more';
    const after = quoted ? end + 1 : end;
    // What follows a quote or a carriage return may stand in the next chunk.
    if (after + 1 >= bytes.length && !last) return 'more';
    if (!quoted && bytes[end] === quote) return 'quote-inside';
    cells.push(quoted ? undoubled(bytes.subarray(from + 1, end)) : bytes.subarray(from, end));
    if (bytes[after] === delimiter) {
      from = after + 1;
      continue;
    }
    const step = after === bytes.length ? 0 : lineEnd(bytes, after);
    if (step < 0) return bytes[after] === carriageReturn ? 'carriage-return' : 'quote-followed';
    return { cells, end: after, next: after + step };
  }
}

/** Where a quoted cell ends; -1: not in these bytes. */
function closingQuote(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(quote, from); at >= 0; at = bytes.indexOf(quote, at + 2))
    if (bytes[at + 1] !== quote) return at;
  return -1;
}

/** Where a cell without quotes ends: at what cannot stand in it, or at the end of these bytes. */
function unquotedEnd(bytes: Buffer, from: number, delimiter: number): number {
  let at = from;
  while (at < bytes.length && !ends(bytes[at] as number, delimiter)) at += 1;
  return at;
}

const ends = (byte: number, delimiter: number) =>
  byte === delimiter || byte === newline || byte === carriageReturn || byte === quote;

/** Length of the line end here; -1: there is none. */
function lineEnd(bytes: Buffer, at: number): number {
  if (bytes[at] === newline) return 1;
  return bytes[at] === carriageReturn && bytes[at + 1] === newline ? 2 : -1;
}

function undoubled(cell: Buffer): Buffer {
  if (!cell.includes(quote)) return cell;
  return Buffer.from(cell.toString('latin1').replaceAll('""', '"'), 'latin1');
}

function linesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}
