import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { errorCatalogue } from '#web';

const root = new URL('../../', import.meta.url);

/** Codes as sources write them: where an answer gets its code, and where an error declares its own. */
const forms = [
  /extensions: \{ code: '([A-Z_]+)'/g,
  /\bcoded\('([A-Z_]+)'/g,
  /refuse\(\s*response,\s*\d+,\s*'([A-Z_]+)'/g,
  /code: ((?:'[A-Z_]+'(?: \| )?)+)/g,
  /new Set\(\[((?:\s*'[A-Z_]+',?)+)/g,
];

const files = (folder: string): string[] =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name) && !/\.spec\.ts$/.test(name))
    .map((name) => `${folder}/${name}`);

const codesIn = (text: string) =>
  forms.flatMap((form) =>
    [...text.matchAll(form)].flatMap(([, found = '']) => found.match(/[A-Z_]{4,}/g) ?? []),
  );

describe('the error catalogue', () => {
  it('has every code that the servers answer with', () => {
    const sources = [
      'libs/platform/web/src',
      'libs/platform/access/src',
      'libs/kernel/src',
      'apps/office/src',
      'apps/feed/src',
    ].flatMap((folder) => files(folder));
    const codes = new Set(
      sources.flatMap((file) => codesIn(readFileSync(new URL(file, root), 'utf8'))),
    );
    expect(codes.size).toBeGreaterThan(12);
    expect([...codes].filter((code) => !(code in errorCatalogue))).toEqual([]);
  });

  it('has a sentence in both languages for each', () => {
    for (const { zh, en } of Object.values(errorCatalogue)) {
      expect(zh).toMatch(/\p{Script=Han}.*。$/u);
      expect(en).toMatch(/^[A-Z].*\.$/);
    }
  });
});
