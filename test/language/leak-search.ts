import { XMLParser } from 'fast-xml-parser';

/** How a text can hide in bytes. */
export function formsOf(secret: string): Record<string, Buffer> {
  const utf8 = Buffer.from(secret, 'utf8');
  const hex = utf8.toString('hex');
  const forms: Record<string, Buffer> = {
    'as it is': utf8,
    'lower case': Buffer.from(secret.toLowerCase()),
    'upper case': Buffer.from(secret.toUpperCase()),
    reversed: Buffer.from([...secret].reverse().join('')),
    'UTF-16 little-endian': Buffer.from(secret, 'utf16le'),
    'UTF-16 big-endian': Buffer.from(secret, 'utf16le').swap16(),
    hex: Buffer.from(hex),
    HEX: Buffer.from(hex.toUpperCase()),
    percent: Buffer.from(hex.replaceAll(/../g, '%$&')),
    'percent, upper case': Buffer.from(hex.toUpperCase().replaceAll(/../g, '%$&')),
    '\\u escapes': Buffer.from(
      [...secret].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
    ),
    'decimal references': Buffer.from(
      [...secret].map((c) => `&#${String(c.charCodeAt(0))};`).join(''),
    ),
    'hex references': Buffer.from(
      [...secret].map((c) => `&#x${c.charCodeAt(0).toString(16)};`).join(''),
    ),
  };
  // Base64 of a text inside a longer one: three offsets; the letters that depend on neighbours are cut off.
  for (const offset of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(offset), utf8]);
    const start = Math.ceil((offset * 8) / 6);
    const end = Math.floor((padded.length * 8) / 6);
    for (const encoding of ['base64', 'base64url'] as const) {
      forms[`${encoding} at offset ${String(offset)}`] = Buffer.from(
        padded.toString(encoding).slice(start, end),
      );
    }
  }
  return forms;
}

/** The names of the forms in which a secret stands in these bytes. */
export const hidingIn = (bytes: Buffer, secret: string): string[] =>
  Object.entries(formsOf(secret)).flatMap(([name, form]) => (bytes.includes(form) ? [name] : []));

/** What a reader of an answer reads: texts and attribute values of pages and feeds, texts of JSON. Markup is left out. */
export function decodedText(contentType: string, text: string): string {
  if (/json/.test(contentType)) return strings(JSON.parse(text) as unknown).join('\n');
  if (/html|xml/.test(contentType)) {
    const parser = new XMLParser({
      ignoreAttributes: false,
      htmlEntities: true,
      processEntities: true,
      commentPropName: 'comment',
      trimValues: false,
      unpairedTags: ['meta', 'link', 'br', 'hr', 'img', 'input'],
    });
    return strings(parser.parse(text) as unknown).join('\n');
  }
  return text;
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(strings);
}

/**
 * Does a text name somebody? Latin names on word boundaries; Chinese ones of two characters and more anywhere, since
 * Chinese has no boundaries.
 */
export function names(text: string, name: string): boolean {
  if (/\p{sc=Han}/u.test(name)) return name.length >= 2 && text.includes(name);
  const letters = '[\\p{L}\\p{N}]';
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<!${letters})${escaped}(?!${letters})`, 'u').test(text);
}
