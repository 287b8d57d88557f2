import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvRecords } from './csv.js';

const limit = 60;

/** Records of a text that comes in pieces of some size: cells, or the fault, each with its line. */
const read = async (
  text: string | Buffer,
  { delimiter = ',', piece = 1000, most = limit } = {},
) => {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += piece) chunks.push(bytes.subarray(at, at + piece));
  const records: [number, string | string[]][] = [];
  for await (const record of csvRecords(chunks, delimiter, most))
    records.push([
      record.number,
      record.bytes === null ? record.fault : record.cells.map((cell) => cell.toString('utf8')),
    ]);
  return records;
};

describe('a CSV file', () => {
  it('is read to its end, with and without quotes, whatever ends its lines', async () => {
    const text = 'a,b\r\n"x, y","say ""no"""\n,\n"two\r\nlines",z\n"",""';
    const records = [
      [1, ['a', 'b']],
      [2, ['x, y', 'say "no"']],
      [3, ['', '']],
      [4, ['two\r\nlines', 'z']],
      [6, ['', '']],
    ];
    for (const piece of [1, 2, 3, 7, 1000]) expect(await read(text, { piece })).toEqual(records);
    expect(await read('')).toEqual([]);
    expect(await read('a;b,c', { delimiter: ';' })).toEqual([[1, ['a', 'b,c']]]);
    expect(await read('a,')).toEqual([[1, ['a', '']]]);
  });

  it('may begin with a byte order mark', async () => {
    for (const piece of [1, 2, 4])
      expect(await read('\ufeffa,b', { piece })).toEqual([[1, ['a', 'b']]]);
    expect(await read('\ufeff"a",b')).toEqual([[1, ['a', 'b']]]);
    expect(await read('a,\ufeffb')).toEqual([[1, ['a', '\ufeffb']]]);
  });

  it('goes on at the next line after what it cannot read', async () => {
    const long = 'x'.repeat(limit + 1);
    const bad: [string, string][] = [
      ['5" nail,b', 'quote-inside'],
      ['"a"b,c', 'quote-followed'],
      ['a\rb,c', 'carriage-return'],
      ['"a"\rb,c', 'carriage-return'],
      [`${long},b`, 'too-long'],
      [`"${long}",b`, 'quote-far'],
      [`a,${'y'.repeat(limit)}`, 'too-long'],
    ];
    for (const [line, fault] of bad)
      for (const piece of [1, 5, 1000]) {
        expect([line, await read(`a,b\n${line}\nc,d\n`, { piece })]).toEqual([
          line,
          [
            [1, ['a', 'b']],
            [2, fault],
            [3, ['c', 'd']],
          ],
        ]);
      }
  });

  it('loses nothing to a quote that was left open', async () => {
    expect(await read('a,b\n"c,d\ne,f\n')).toEqual([
      [1, ['a', 'b']],
      [2, 'quote-open'],
      [3, ['e', 'f']],
    ]);
    expect(await read(`"${'a\n'.repeat(limit)}b\n`)).toHaveLength(limit + 1);
  });

  it('gives the cells that were written, in any pieces', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\n', '\r', ';', '赵', ' '),
      maxLength: 8,
    });
    const written = (text: string) =>
      /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 40 }),
        async (rows, end, piece) => {
          const text = rows.map((row) => row.map(written).join(',') + end).join('');
          expect((await read(text, { piece, most: 500 })).map(([, cells]) => cells)).toEqual(rows);
        },
      ),
    );
  });

  it('is read alike in any pieces, however broken, each line once and in order', async () => {
    const bytes = fc.array(fc.constantFrom('a', '"', ',', '\n', '\r'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 20 }), async (letters, piece) => {
        const text = letters.join('');
        const whole = await read(text);
        expect(await read(text, { piece })).toEqual(whole);
        const numbers = whole.map(([number]) => number);
        expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});
