import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import canonicalizeModule from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson, type Json } from './canonical.js';
import { Invalid } from './errors.js';

// Its types speak of an ES module; it is CommonJS, so the default import is the function itself.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;

const vectors = join(import.meta.dirname, '../../../../shared/vectors/jcs/testdata');
const here = existsSync(vectors);
const missing = here ? '' : ' (skipped: ../shared/vectors/jcs is absent)';

const encode = (value: unknown) => canonicalJson(value as Json);

describe('canonical JSON, published vectors of RFC 8785', () => {
  // `values.json` is about floats, which are never hashed here.
  const refused = 'values';
  const accepted = ['arrays', 'french', 'structures', 'unicode', 'weird'];

  (here ? it : it.skip)(`knows every vector${missing}`, () => {
    expect(readdirSync(join(vectors, 'input')).sort()).toEqual(
      [refused, ...accepted].map((name) => `${name}.json`).sort(),
    );
  });

  (here ? it : it.skip).each(accepted)(`%s: the same bytes${missing}`, (name) => {
    const input: unknown = JSON.parse(readFileSync(join(vectors, 'input', `${name}.json`), 'utf8'));
    expect(Buffer.from(encode(input))).toEqual(
      readFileSync(join(vectors, 'output', `${name}.json`)),
    );
  });

  (here ? it : it.skip)(`${refused}: refused, it has floats${missing}`, () => {
    const file = join(vectors, 'input', `${refused}.json`);
    const { numbers, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as { numbers: number[] };
    for (const number of numbers) expect(() => encode(number)).toThrow(Invalid);
    expect(() => encode({ numbers, ...rest })).toThrow('$.numbers[0]');
    expect(encode(rest)).toBe(canonicalize(rest));
  });
});

describe('canonical JSON', () => {
  it('agrees with the package canonicalize on everything that it accepts', () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.maxSafeInteger(),
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(value, (json) => {
        expect(encode(json)).toBe(canonicalize(json));
        expect(JSON.parse(encode(json))).toEqual(json);
      }),
    );
  });

  it('does not depend on the order of names', () => {
    expect(encode({ b: 1, a: 2, '10': 3, '9': 4 })).toBe('{"10":3,"9":4,"a":2,"b":1}');
  });

  it('orders names by UTF-16 units, not by code points', () => {
    expect(encode({ '\uFB33': 1, '\u{1F602}': 2 })).toBe('{"\u{1F602}":2,"\uFB33":1}');
  });

  it('writes minus zero as zero', () => {
    expect(encode(-0)).toBe('0');
  });

  it.each([
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [Number.MIN_SAFE_INTEGER, '-9007199254740991'],
  ])('accepts %d', (value, bytes) => {
    expect(encode(value)).toBe(bytes);
  });

  it.each<[string, unknown, string]>([
    ['a lone high surrogate', 'a\uD800', '$'],
    ['a lone low surrogate', '\uDC00b', '$'],
    ['a lone surrogate in a name', { a: { '\uD800': 1 } }, '$.a'],
    ['a float', 1.5, '$'],
    ['2^53', 2 ** 53, '$'],
    ['-2^53', -(2 ** 53), '$'],
    ['NaN', NaN, '$'],
    ['infinity', -Infinity, '$'],
    ['undefined', undefined, '$'],
    ['undefined in an object', { a: undefined }, '$.a'],
    ['undefined in a list', [1, undefined], '$[1]'],
    // eslint-disable-next-line no-sparse-arrays
    ['a hole in a list', [1, , 2], '$[1]'],
    ['a Map', new Map([['a', 1]]), '$'],
    ['a Set', { x: [new Set()] }, '$.x[0]'],
    ['a Date', new Date(0), '$'],
    ['bytes', Buffer.from('a'), '$'],
    ['an instance of a class', new URL('https://example.org'), '$'],
    ['a big integer', 1n, '$'],
    ['a function', () => 1, '$'],
    ['a symbol', Symbol('a'), '$'],
  ])('refuses %s and says where', (_what, value, at) => {
    let refusal: unknown;
    try {
      encode(value);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(Invalid);
    expect((refusal as Invalid).at).toBe(at);
  });
});
