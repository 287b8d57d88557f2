import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseStrictJson, type Localised } from '#kernel';
import { Usage } from '../usage.js';

const words = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });
const schema = z.strictObject({
  format: z.literal(1),
  kinds: z.record(z.string(), words).default({}),
  roles: z.record(z.string(), words).default({}),
});

/** Kinds and roles that may show in public, with their words. An action of another kind stays sealed. */
export interface ImportMap {
  readonly kinds: readonly { readonly name: string; readonly words: Localised }[];
  readonly roles: readonly { readonly name: string; readonly words: Localised }[];
}

const listed = (table: Record<string, Localised>) =>
  Object.entries(table).map(([name, { zh, en }]) => ({ name, words: { zh, en } }));

/** @throws Usage that names every mistake at once */
export async function readImportMap(file: string): Promise<ImportMap> {
  const parsed = schema.safeParse(await readJson(file));
  if (!parsed.success) {
    throw new Usage(
      `The map ${file} cannot be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`).join('; ')}.`,
    );
  }
  return { kinds: listed(parsed.data.kinds), roles: listed(parsed.data.roles) };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return parseStrictJson(await readFile(file), { bytes: 1024 * 1024 });
  } catch (error) {
    throw new Usage(
      `The map ${file} cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}.`,
    );
  }
}
