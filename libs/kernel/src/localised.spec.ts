import { describe, expect, it } from '@jest/globals';
import { fill, languages, languageTag, localised } from './localised.js';

describe('fill', () => {
  const sentence = localised('{who}说{what}，{who}。', '{who} says {what}, {who}.');

  it('puts a value into every place of both languages', () => {
    expect(fill(sentence, { who: 'A', what: 3 })).toEqual({ zh: 'A说3，A。', en: 'A says 3, A.' });
  });

  it('puts each language of a value into its own sentence', () => {
    expect(fill(localised('至{to}', 'to {to}'), { to: localised('结案', 'Closed') })).toEqual({
      zh: '至结案',
      en: 'to Closed',
    });
  });

  it('leaves an unknown place visible', () => {
    expect(fill(sentence, { who: 'A' }).en).toBe('A says {what}, A.');
  });

  it('does not fill what a value brings along, nor read it as a pattern', () => {
    expect(fill(sentence, { who: '{what}', what: '$&' }).en).toBe('{what} says $&, {what}.');
  });

  it('puts an empty text', () => {
    expect(fill(localised('「{a}」', '“{a}”'), { a: '' })).toEqual({ zh: '「」', en: '“”' });
  });
});

describe('languages', () => {
  it('are Chinese and English, each with its tag', () => {
    expect(languages.map((language) => languageTag[language])).toEqual(['zh-CN', 'en']);
  });
});
