import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Invalid } from './errors.js';
import { defineEvent } from './event-definition.js';
import {
  caseRef,
  day,
  instant,
  integer,
  isNarrative,
  listOf,
  localisedText,
  narrative,
  oneOf,
  open,
  optional,
  panel,
  record,
  sha256,
  text,
  uuid,
  type ValueType,
} from './field.js';
import { localised } from './localised.js';

const id = '11111111-1111-4111-8111-111111111111';
const hash = 'a1'.repeat(32);
const kib64 = 64 * 1024;

const parts = record({ name: text, note: optional(text) });
const accepted: [ValueType<unknown>, unknown[]][] = [
  [text, ['', 'a', '天光', '\t\n\r', '\u007f\u0085', ' kept ', 'e\u0301', 'a'.repeat(kib64)]],
  [day, ['2024-02-29', '1797-05-04']],
  [instant, ['2026-03-02T01:30:00.000Z', '0001-01-01T00:00:00.000Z']],
  [uuid, [id]],
  [caseRef, ['letter', 'A', '2024.CASE_1-b', `a${'b'.repeat(63)}`]],
  [sha256, [hash]],
  [integer, [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]],
  [oneOf('a', 'b'), ['a', 'b']],
  [listOf(integer, 2), [[], [1], [1, 2]]],
  [parts, [{ name: 'a' }, { name: 'a', note: 'b' }]],
  [localisedText, [{ zh: '一', en: 'one' }]],
  [narrative, [[{ text: 'a' }], [{ text: '张三', about: id }, { text: '。' }]]],
];
const refusals: [ValueType<unknown>, unknown[]][] = [
  [text, [1, null, undefined, [], 'a\uD800', '\uDC00', '\u0000', '\u001b', '\u000b', '\u001f']],
  [text, ['a'.repeat(kib64 + 1), '天'.repeat(kib64 / 3 + 1)]],
  [day, ['2023-02-29', '2026-1-1', 20260101, null, '2026-01-01T00:00:00Z']],
  [
    instant,
    ['2026-03-02T01:30:00Z', '2026-03-02T01:30:00.000+00:00', 0, '2026-02-30T00:00:00.000Z'],
  ],
  [uuid, [id.replaceAll('1', 'A'), id.slice(1), `${id}\n`, `{${id}}`, 1]],
  [caseRef, ['', '.a', '-a', '_a', 'a/b', 'a b', '案件', `a${'b'.repeat(64)}`, 'a\n', '..', 7]],
  [sha256, [hash.toUpperCase(), hash.slice(1), `${hash}0`, null]],
  [integer, [1.5, 2 ** 53, NaN, Infinity, '1', 1n, null]],
  [oneOf('a', 'b'), ['c', 'A', '', null, 0, ['a']]],
  [listOf(integer, 2), [[1, 2, 3], [1, 'b'], {}, 'ab', null]],
  [parts, [{}, { name: 1 }, { name: 'a', more: 1 }, [], null, 'a', { name: 'a', note: 1 }]],
  [localisedText, [{ zh: '一' }, { en: 'one' }, { zh: '一', en: 'one', fr: 'un' }, 'one']],
  [narrative, [[], 'a', [{ text: 1 }], [{ text: 'a', about: 'somebody' }], [{}], null]],
  [narrative, [Array.from({ length: 257 }, () => ({ text: 'a' }))]],
  [narrative, [Array.from({ length: 200 }, () => ({ text: 'a'.repeat(400) }))]],
];
const each = (table: typeof accepted) =>
  table.flatMap(([type, values]) => values.map((value) => ({ name: type.name, type, value })));

function refusal(type: ValueType<unknown>, value: unknown): Invalid {
  try {
    type.check(value, 'here');
  } catch (error) {
    if (error instanceof Invalid) return error;
    throw error;
  }
  throw new Error(`${type.name} accepted it`);
}

describe('a value type', () => {
  it.each(each(accepted))('$name accepts case $#', ({ type, value }) => {
    expect(type.check(value, 'here')).toStrictEqual(value);
  });

  it.each(each(refusals))('$name refuses case $#, naming the place', ({ type, value }) => {
    expect(refusal(type, value).at).toMatch(/^here/);
  });

  it('names the part and the item that is wrong, never the value', () => {
    const wrong = refusal(listOf(parts), [{ name: 'fine' }, { name: 'secret\uD800' }]);
    expect(wrong.at).toBe('here[1].name');
    expect(wrong.message).not.toContain('secret');
  });

  it.each([
    ['text', text, 'a'.repeat(kib64 + 1), 'PAYLOAD_TOO_LARGE'],
    ['a list', listOf(integer, 1), [1, 2], 'PAYLOAD_TOO_LARGE'],
    ['a control character', text, '\u0000', 'INVALID_VALUE'],
  ])('%s has the right code', (_what, type: ValueType<unknown>, value, code) => {
    expect(refusal(type, value).code).toBe(code);
  });

  it('counts the bytes of a text, not its characters', () => {
    const most = '天'.repeat(Math.floor(kib64 / 3));
    expect(text.check(most, 'here')).toBe(most);
    expect(refusal(text, `${most}天`).code).toBe('PAYLOAD_TOO_LARGE');
  });

  it('takes null for what is optional as left out', () => {
    expect(optional(text).check(null, 'here')).toBeUndefined();
    expect(optional(text).check('', 'here')).toBe('');
    expect(parts.check({ name: 'a', note: null }, 'here')).toStrictEqual({ name: 'a' });
  });

  it('does not find parts on the prototype', () => {
    expect(refusal(record({ toString: text }), {}).at).toBe('here.toString');
  });
});

describe('the typographic traps of names', () => {
  const file = new URL('../../../test/fixtures/names/odd-unicode.json', import.meta.url);
  const { names } = JSON.parse(readFileSync(file, 'utf8')) as {
    names: { name: string; why: string; utf16: number; utf8: number }[];
  };

  it('are 74', () => {
    expect(names).toHaveLength(74);
  });

  it.each(names)('$why: kept exactly', ({ name, utf16, utf8 }) => {
    const kept = text.check(name, 'name');
    expect(kept).toBe(name);
    expect([kept.length, Buffer.byteLength(kept)]).toEqual([utf16, utf8]);
  });
});

describe('a definition', () => {
  const summary = localised('事', 'Something happened.');
  const Noted = defineEvent('test.Noted', {
    version: 1,
    summary,
    fields: { case: open(caseRef), note: panel(optional(text)) },
  });

  it('makes an event of checked data, without what was left out', () => {
    expect(Noted({ case: 'a', note: undefined })).toStrictEqual({
      type: 'test.Noted',
      data: { case: 'a' },
    });
  });

  it('names the field that is wrong', () => {
    expect(() => Noted({ case: 'a b' })).toThrow(/^case: /);
  });

  it('refuses data that it does not declare', () => {
    expect(() => Noted({ case: 'a', secret: 1 } as never)).toThrow('does not know');
  });

  it('allows a narrative in a panel field only', () => {
    const define = (field: ReturnType<typeof open> | ReturnType<typeof panel>) =>
      defineEvent('test.Wrong', { version: 1, summary, fields: { words: field } });
    expect(() => define(open(narrative))).toThrow('a narrative is a panel field');
    expect(() => define(open(optional(narrative)))).toThrow('a narrative is a panel field');
    expect(define(panel(optional(narrative))).type).toBe('test.Wrong');
    expect([isNarrative(narrative), isNarrative(text)]).toEqual([true, false]);
  });

  it('has 64 fields at most, named in lowerCamelCase', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          `f${letters[Math.floor(i / 26)] ?? ''}${letters[i % 26] ?? ''}`,
          open(text),
        ]),
      );
    const define = (fields: Record<string, ReturnType<typeof open<string>>>) =>
      defineEvent('test.Many', { version: 1, summary, fields });
    expect(define(many(64)).type).toBe('test.Many');
    expect(() => define(many(65))).toThrow('more than 64 fields');
    expect(() => define({ Name: open(text) })).toThrow('lowerCamelCase');
    expect(() => define({ name2: open(text) })).toThrow('lowerCamelCase');
  });
});
