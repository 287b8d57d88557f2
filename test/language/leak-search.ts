/** Something that was served, with a name for people. */
export interface Served {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Found {
  readonly name: string;
  readonly canary: string;
  /** As what it was found. */
  readonly form: string;
}

/** How a secret of ASCII letters may be written: each form as the bytes that would then stand somewhere. */
function formsOf(secret: string): [form: string, bytes: Buffer][] {
  const ways: [string, string][] = [
    ['as it is', secret],
    ['upper case', secret.toUpperCase()],
    ['lower case', secret.toLowerCase()],
    ['reversed', [...secret].reverse().join('')],
  ];
  const escaped = (write: (code: number) => string) =>
    [...secret].map((letter) => write(letter.charCodeAt(0))).join('');
  const hex = (code: number) => code.toString(16).padStart(2, '0');
  ways.push(
    ['hex', escaped(hex)],
    ['hex', escaped(hex).toUpperCase()],
    ['percent', escaped((code) => `%${hex(code)}`)],
    ['percent', escaped((code) => `%${hex(code).toUpperCase()}`)],
    ['\\u escape', escaped((code) => `\\u00${hex(code)}`)],
    ['\\u escape', escaped((code) => `\\u00${hex(code).toUpperCase()}`)],
    ['character reference', escaped((code) => `&#${String(code)};`)],
    ['character reference', escaped((code) => `&#x${hex(code)};`)],
  );
  for (const offset of [0, 1, 2])
    for (const encoding of ['base64', 'base64url'] as const)
      ways.push([encoding, inBase64(secret, offset, encoding)]);
  return [
    ...ways.map(([form, text]): [string, Buffer] => [form, Buffer.from(text)]),
    ['UTF-16', Buffer.from(secret, 'utf16le')],
    ['UTF-16', Buffer.from(secret, 'utf16le').swap16()],
  ];
}

/** The characters of a base64 text that depend on the secret alone, wherever in a group of three it begins. */
function inBase64(secret: string, offset: number, encoding: 'base64' | 'base64url'): string {
  const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const [from, to] = [Math.ceil((offset * 8) / 6), Math.floor((whole.length * 8) / 6)];
  return whole.toString(encoding).slice(from, to);
}

/** Searches raw bytes for every canary in every form. */
export function findCanaries(served: readonly Served[], canaries: readonly string[]): Found[] {
  const wanted = canaries.map((canary) => ({ canary, forms: formsOf(canary) }));
  return served.flatMap(({ name, bytes }) =>
    wanted.flatMap(({ canary, forms }) =>
      forms.filter(([, form]) => bytes.includes(form)).map(([form]) => ({ name, canary, form })),
    ),
  );
}

const references: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" },
};
const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, dec, hex, name) =>
    dec !== undefined || hex !== undefined
      ? String.fromCodePoint(dec !== undefined ? Number(dec) : Number.parseInt(String(hex), 16))
      : (references[String(name)] ?? whole),
  );

/** What a person or a program reads of a page, a feed or an answer: text, values of attributes, strings. */
export function readable(type: string, body: string): string {
  const parse = (text: string) => strings(JSON.parse(text)).join('\n');
  if (type.includes('jsonl')) return body.split('\n').filter(Boolean).map(parse).join('\n');
  if (type.includes('json')) return parse(body);
  if (!/html|xml/.test(type)) return body;
  const attributes = [...body.matchAll(/[\w:-]+="([^"]*)"/g)].map(([, value = '']) => value);
  const text = decoded(withoutTags(body));
  // Content of Atom is HTML within XML.
  const content = type.includes('xml') ? decoded(withoutTags(text)) : text;
  return [content, ...attributes.map(decoded)].join('\u0000');
}

const withoutTags = (markup: string): string =>
  markup.replace(/<!--|-->/g, ' ').replace(/<[^>]*>/g, '\u0000');

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...strings(inner)]);
}

/** Digests and salts: what stands there was drawn by lot, and a short name may come up in it. */
const drawn = /\b[0-9a-f]{64}\b|(?<![\w-])[\w-]{43}(?![\w-])/g;
const letter = /[\p{L}\p{N}]/u;

/** The names that stand in a text: on word boundaries, or anywhere when they are Chinese and of two characters or more. */
export function findNames(text: string, names: readonly string[]): string[] {
  const read = text.replaceAll(drawn, '\u0000');
  return names.filter((name) => {
    const chinese = /\p{sc=Han}/u.test(name);
    if (chinese && [...name].length < 2) return false;
    for (let at = read.indexOf(name); at >= 0; at = read.indexOf(name, at + 1)) {
      const [before, after] = [read.slice(0, at).at(-1) ?? '', read[at + name.length] ?? ''];
      if (chinese || !(letter.test(before) || letter.test(after))) return true;
    }
    return false;
  });
}
