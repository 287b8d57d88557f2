import { isUtf8 } from 'node:buffer';
import { formatInstant, Invalid, maxValueBytes } from '#kernel';
import { Usage } from '../../usage.js';
import { actionFields, checked, tooLong, type ActionLine, type Problem } from '../action-line.js';
import { csvRecords, type CsvFault, type CsvRecord } from './csv.js';
import type { CsvColumns } from '../import-map.js';
import { readLocal } from './local-time.js';
import type { Chunks } from '../lines.js';

const faults: { readonly [F in Exclude<CsvFault, 'too-long' | 'quote-far'>]: string } = {
  'quote-open': 'a quote is not closed',
  'quote-inside': 'a cell that holds quotes must stand in quotes, with each of its quotes doubled',
  'quote-followed': 'behind a closing quote comes neither a delimiter nor the end of the line',
  'carriage-return': 'a carriage return without a line feed ends no line',
};

/** Reads the records of a CSV file as actions. @throws Usage when the first line does not name the columns of the map */
export async function* csvActions(
  chunks: Chunks,
  columns: CsvColumns,
): AsyncIterable<ActionLine | Problem> {
  let names: readonly string[] | null = null;
  for await (const record of csvRecords(chunks, columns.delimiter, maxValueBytes)) {
    if (names === null) names = header(record, columns);
    else {
      const line = readCsvLine(record, names, columns);
      if (line !== null) yield line;
    }
  }
  if (names === null) throw new Usage('The CSV file is empty: its first line names the columns.');
}

function header(record: CsvRecord, columns: CsvColumns): string[] {
  if (record.bytes === null || !isUtf8(record.bytes))
    throw new Usage('The first line of the CSV file, which names the columns, cannot be read.');
  const names = record.cells.map((cell) => cell.toString('utf8'));
  const { case: ref, at, kind, actor, actorRole, summary, personal } = columns;
  for (const wanted of [ref, at.column, kind, actor, actorRole, summary, ...personal]) {
    if (wanted === null) continue;
    const found = names.filter((name) => name === wanted).length;
    if (found === 1) continue;
    throw new Usage(
      `The map names the column ${JSON.stringify(wanted)}, and the CSV file has ${found === 0 ? 'none of that name: check its first line and the delimiter' : 'several of that name: rename all but one'}.`,
    );
  }
  return names;
}

/** Reads a record; null for an empty line. A problem names the line and the field, never a value. */
function readCsvLine(
  record: CsvRecord,
  names: readonly string[],
  { case: ref, at, kind, actor, actorRole, summary, personal }: CsvColumns,
): ActionLine | Problem | null {
  const { number, bytes } = record;
  if (bytes === null) {
    const { fault } = record;
    if (fault === 'too-long') return tooLong(number);
    if (fault !== 'quote-far') return { line: number, code: 'NOT_CSV', message: faults[fault] };
    const { code, message } = tooLong(number);
    return { line: number, code, message: `${message}, or close its quote` };
  }
  if (record.cells.length === 1 && bytes.every((byte) => byte === 0x20 || byte === 0x09))
    return null;
  if (!isUtf8(bytes)) return { line: number, code: 'NOT_CSV', message: 'not UTF-8' };
  const cells = record.cells.map((one) => one.toString('utf8'));
  if (cells.length !== names.length) {
    return {
      line: number,
      code: 'NOT_CSV',
      message: `has ${String(cells.length)} columns, and the first line ${String(names.length)}`,
    };
  }
  const cell = (name: string | null) => (name === null ? null : cells[names.indexOf(name)]);
  return checked(number, () => ({
    number,
    source: bytes.toString('utf8'),
    form: 'csv',
    ...actionFields({
      case: cell(ref),
      at: momentOf(cell(at.column) ?? '', at.local),
      kind: cell(kind),
      actor: cell(actor),
      actorRole: cell(actorRole),
      summary: cell(summary),
      personal: personal.map(cell),
    }),
  }));
}

function momentOf(text: string, local: CsvColumns['at']['local']): string {
  if (local === null) return text;
  const instant = readLocal(local.format, local.zone, text);
  if (instant === undefined)
    throw new Invalid(
      'at',
      'is no moment in the format and the zone of the map, or in an hour that the clocks left out',
    );
  return formatInstant(instant);
}
