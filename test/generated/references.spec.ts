import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { references } from './references.js';

const root = new URL('../../', import.meta.url);
const made = await references();

describe('generated references', () => {
  it.each(Object.entries(made))(
    '%s says what the code does; `npm run generate` writes it anew',
    async (path, content) => {
      const file = new URL(path, root);
      if (process.env['GENERATE'] === '1') await writeFile(file, content);
      expect(await readFile(file, 'utf8')).toBe(content);
    },
  );
});
