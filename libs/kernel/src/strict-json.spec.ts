import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Invalid } from './errors.js';
import { parseStrictJson } from './strict-json.js';

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))),
  );

function refusal(work: () => unknown): Invalid {
  try {
    work();
  } catch (error) {
    if (error instanceof Invalid) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('strict JSON', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['a duplicate name', '{"a":1,"a":2}', 'twice'],
    ['a duplicate name deep inside', '[{"b":{"a":1,"c":0,"a":1}}]', 'twice'],
    ['a duplicate name, once escaped', String.raw`{"a":1,"\u0061":2}`, 'twice'],
    ['__proto__', '{"__proto__":{"admin":true}}', 'no field may have'],
    ['__proto__, escaped', String.raw`{"\u005f_proto__":1}`, 'no field may have'],
    ['a byte order mark', bytes([0xef, 0xbb, 0xbf], '{}'), 'missing'],
    ['a byte order mark in a string', '\uFEFF{}', 'missing'],
    ['a byte that is no UTF-8', bytes('"', [0xff], '"'), 'UTF-8'],
    ['a cut sequence', bytes('"', [0xe4, 0xb8], '"'), 'UTF-8'],
    ['an overlong slash', bytes('"', [0xc0, 0xaf], '"'), 'UTF-8'],
    ['an overlong zero', bytes('"', [0xe0, 0x80, 0x80], '"'), 'UTF-8'],
    ['a surrogate in UTF-8', bytes('"', [0xed, 0xa0, 0x80], '"'), 'UTF-8'],
    ['beyond U+10FFFF', bytes('"', [0xf4, 0x90, 0x80, 0x80], '"'), 'UTF-8'],
    ['2^53', '9007199254740992', '2^53-1'],
    ['2^53+1', '{"n":9007199254740993}', '2^53-1'],
    ['-(2^53+1)', '-9007199254740993', '2^53-1'],
    ['a large integer as an exponent', '1e300', '2^53-1'],
    ['1e400', '1e400', 'beyond'],
    ['-1e400', '[-1e400]', 'beyond'],
    ['text after the document', '{} {}', 'after the end'],
    ['a word after the document', 'nullx', 'after the end'],
    ['a lone high surrogate', String.raw`"\ud800"`, 'surrogate'],
    ['a lone low surrogate', String.raw`["\udc00a"]`, 'surrogate'],
    ['surrogates the wrong way round', String.raw`"\udc00\ud800"`, 'surrogate'],
    ['a lone surrogate in a name', String.raw`{"\ud800":1}`, 'surrogate'],
    ['a control character', '"\u0001"', 'control'],
    ['a line feed in a text', '"a\nb"', 'control'],
    ['a text without an end', '"abc', 'does not end'],
    ['an unknown escape', String.raw`"\x41"`, 'does not end'],
    ['nothing', '', 'missing'],
    ['a leading zero', '01', 'after the end'],
    ['a plus', '+1', 'missing'],
    ['a hexadecimal number', '0x10', 'after the end'],
    ['NaN', 'NaN', 'missing'],
    ['a trailing comma', '[1,]', 'missing'],
    ['a trailing comma in an object', '{"a":1,}', 'double quotes'],
    ['a name without quotes', '{a:1}', 'double quotes'],
    ['single quotes', "'a'", 'missing'],
    ['a comment', '/* a */1', 'missing'],
    ['a missing colon', '{"a" 1}', 'colon'],
    ['a missing comma', '[1 2]', 'comma'],
    ['an open list', '[1', 'comma'],
    ['a no-break space', '\u00a01', 'missing'],
  ])('refuses %s', (_what, input, why) => {
    const { code, message } = refusal(() => parseStrictJson(input));
    expect(message).toContain(why);
    expect(code).toBe('INVALID_VALUE');
  });

  it('says where, and never quotes the value', () => {
    const { at, message } = refusal(() => parseStrictJson('{"name":"Zhang San","name":1}'));
    expect(at).toMatch(/^JSON, character \d+$/);
    expect(message).not.toContain('Zhang');
  });

  it('keeps the whole range of safe integers', () => {
    expect(parseStrictJson('[9007199254740991,-9007199254740991,0.5,1e2]')).toEqual([
      9007199254740991, -9007199254740991, 0.5, 100,
    ]);
  });

  it('pairs escaped surrogates', () => {
    expect(parseStrictJson(String.raw`"\ud83d\ude02"`)).toBe('😂');
  });

  it('gives objects that nothing was slipped into', () => {
    const value = parseStrictJson('{"constructor":1,"toString":2}') as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.entries(value)).toEqual([
      ['constructor', 1],
      ['toString', 2],
    ]);
  });

  it.each([32, 3])('nests %d levels and no more', (depth) => {
    const nested = (levels: number) => '['.repeat(levels) + '0' + ']'.repeat(levels);
    expect(parseStrictJson(nested(depth), { depth })).toEqual(JSON.parse(nested(depth)));
    expect(refusal(() => parseStrictJson(nested(depth + 1), { depth })).message).toContain(
      `deeper than ${String(depth)}`,
    );
  });

  it('nests 32 levels unless told otherwise, and survives a bomb', () => {
    expect(refusal(() => parseStrictJson('['.repeat(33) + ']'.repeat(33))).message).toContain(
      'deeper than 32',
    );
    expect(refusal(() => parseStrictJson('{"a":'.repeat(40_000))).message).toContain('deeper');
  });

  it('reads 256 KiB and not a byte more', () => {
    const ofSize = (size: number) => `"${'a'.repeat(size - 2)}"`;
    expect(parseStrictJson(bytes(ofSize(262_144)))).toHaveLength(262_142);
    for (const input of [bytes(ofSize(262_145)), ofSize(262_145)])
      expect(refusal(() => parseStrictJson(input)).code).toBe('PAYLOAD_TOO_LARGE');
  });

  it('counts bytes, not characters', () => {
    const chinese = `"${'天'.repeat(90_000)}"`;
    expect(chinese.length).toBeLessThan(262_144);
    expect(refusal(() => parseStrictJson(bytes(chinese))).code).toBe('PAYLOAD_TOO_LARGE');
    expect(refusal(() => parseStrictJson(chinese)).code).toBe('PAYLOAD_TOO_LARGE');
  });

  it('reads as JSON.parse what both accept', () => {
    const integerIsSafe = (value: unknown): boolean =>
      typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value);
    const value = fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 });
    fc.assert(
      fc.property(value, fc.constantFrom(0, 1, '\t'), (json, indent) => {
        const document = JSON.stringify(json, undefined, indent);
        const parts: unknown[] = [];
        JSON.parse(document, (_name, part: unknown) => {
          parts.push(part);
          return part;
        });
        fc.pre(parts.every(integerIsSafe) && !document.includes('__proto__'));
        expect(parseStrictJson(document)).toEqual(JSON.parse(document));
        expect(parseStrictJson(Buffer.from(document))).toEqual(JSON.parse(document));
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'{}[],:"\\u0061 -.e+tfn\n'), maxLength: 12 }),
        (text) => {
          let valid = true;
          try {
            JSON.parse(text);
          } catch {
            valid = false;
          }
          fc.pre(!valid);
          expect(() => parseStrictJson(text)).toThrow(Invalid);
        },
      ),
      { numRuns: 500 },
    );
  });
});
