import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Invalid } from './errors.js';
import { maxSegments, narrate, narrativeText, type Mention } from './narrative.js';

const zhang = '11111111-1111-4111-8111-111111111111';
const li = '22222222-2222-4222-8222-222222222222';
const names = (file: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../test/fixtures/names/${file}`, import.meta.url), 'utf8'),
  ) as Record<string, unknown>;
const oddNames = (names('odd-unicode.json')['names'] as { name: string }[]).map(({ name }) => name);
const chineseNames = names('zh.json')['fullNames'] as string[];

const about = (text: string, ...mentions: Mention[]) =>
  narrate(text, mentions)
    .filter(({ about: person }) => person !== undefined)
    .map(({ text: piece, about: person }) => [piece, person]);

/** Words that a text is made of: letters, marks, blanks, emoji of several code points, Chinese. */
const piece = fc.oneof(
  fc.constantFrom(
    'a',
    'Li',
    '李',
    '李四',
    '张三',
    '。',
    '. ',
    '!',
    '\n',
    ' ',
    '👩‍👧',
    '😂',
    'é',
    'e\u0301',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom(...oddNames),
);
const someText = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const mentions = fc.array(
  fc.record({ name: fc.oneof(piece, fc.constant('')), person: fc.constantFrom(zhang, li) }),
  { maxLength: 5 },
);

describe('a narrative', () => {
  it('joined, is the text as written', () => {
    fc.assert(
      fc.property(someText, mentions, (text, named) => {
        const narrative = narrate(text, named);
        expect(narrativeText(narrative)).toBe(text);
        expect(narrative.every((segment) => segment.text !== '')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('holds a name as a whole, in a segment about that person and nowhere else', () => {
    fc.assert(
      fc.property(someText, someText, fc.constantFrom(...chineseNames), (before, after, name) => {
        const narrative = narrate(`${before}${name}${after}`, [{ name, person: zhang }]);
        const ofPerson = narrative.filter((segment) => segment.about === zhang);
        expect(ofPerson.length).toBeGreaterThan(0);
        expect(ofPerson.every((segment) => segment.text === name)).toBe(true);
        const rest = narrative.map((segment) => (segment.about ? '\u0000' : segment.text)).join('');
        expect(rest).not.toContain(name);
      }),
    );
  });

  it.each(oddNames.map((name) => [name]))('finds %j between blanks', (name) => {
    expect(about(`met ${name} today`, { name, person: zhang })).toEqual([[name, zhang]]);
  });

  it('does not find a Latin name inside a longer word', () => {
    const ann = { name: 'Ann', person: zhang };
    expect(about('Anna annuls the Annals of Joann', ann)).toEqual([]);
    expect(about('Ann, Joann and “Ann”: Ann’s', ann)).toHaveLength(3);
    expect(about('Ann2 2Ann', ann)).toEqual([]);
  });

  it('does not cut a letter from its accent', () => {
    expect(about('Zoe\u0308 came', { name: 'Zoe', person: zhang })).toEqual([]);
    expect(about('रामायण', { name: 'राम', person: zhang })).toEqual([]);
  });

  it('finds a Chinese name without a boundary, also beside Latin letters', () => {
    const san = { name: '张三', person: zhang };
    expect(about('昨天张三说', san)).toEqual([['张三', zhang]]);
    expect(about('A张三B', san)).toEqual([['张三', zhang]]);
  });

  it('finds a Latin name that Chinese touches', () => {
    expect(about('与Ann谈话', { name: 'Ann', person: zhang })).toEqual([['Ann', zhang]]);
  });

  it('takes the longest name first, in whatever order they are given', () => {
    const short = { name: '张三', person: zhang };
    const long = { name: '张三丰', person: li };
    for (const given of [
      [short, long],
      [long, short],
    ])
      expect(about('张三丰见张三。', ...given)).toEqual([
        ['张三丰', li],
        ['张三', zhang],
      ]);
  });

  it('treats a name as text, not as a pattern', () => {
    expect(about('a.b axb', { name: 'a.b', person: zhang })).toEqual([['a.b', zhang]]);
  });

  it('splits at sentence ends of both languages', () => {
    expect(narrate('一。二！\nOne. Two? v1.2 end').map(({ text }) => text)).toEqual([
      '一。',
      '二！\n',
      'One. ',
      'Two? ',
      'v1.2 end',
    ]);
  });

  it('has no segment for an empty text', () => {
    expect(narrate('')).toEqual([]);
  });

  it('stops splitting sentences where there would be more than 256 segments', () => {
    const narrative = narrate('是。'.repeat(1000) + '张三' + '否。'.repeat(1000), [
      { name: '张三', person: zhang },
    ]);
    expect(narrative).toHaveLength(3);
    expect(narrate('是。'.repeat(maxSegments))).toHaveLength(256);
  });

  it('refuses more than 256 pieces made by names, without quoting them', () => {
    const text = '张三和'.repeat(129);
    expect(() => narrate(text, [{ name: '张三', person: zhang }])).toThrow(Invalid);
    expect(() => narrate(text, [{ name: '张三', person: zhang }])).not.toThrow('张三');
    expect(narrate('张三和'.repeat(128), [{ name: '张三', person: zhang }])).toHaveLength(256);
  });

  it('never has more than 256 segments', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 700 }), (sentences) => {
        expect(narrate('是。'.repeat(sentences)).length).toBeLessThanOrEqual(256);
      }),
    );
  });
});
