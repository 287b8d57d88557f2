import { isDay, parseInstant } from './clock.js';
import type { Json } from './canonical.js';
import { Invalid } from './errors.js';
import type { Language, Localised } from './localised.js';
import { maxSegments, type Mention, type Narrative } from './narrative.js';

/**
 * Who may read a field, decided where it is declared (docs/reference/redaction.md):
 * `open` anyone once the event is public · `procedure` sealed; what a decider, a control or an audit needs ·
 * `panel` sealed content · `personal` sealed under the key of the person it is about.
 */
export type FieldClass = 'open' | 'procedure' | 'panel' | 'personal';

/** A kind of value: its name for the schema, and the check that every value passes before it is sealed. */
export interface ValueType<T> {
  readonly name: string;
  /** @throws Invalid naming `at`, never the value */
  check(value: unknown, at: string): T;
  /** What it is made of, for those that describe it to others: the schema of commands, forms. Absent: one text. */
  readonly form?: Form;
  /** A noun for it, where an interface names types: `Stage`. */
  readonly noun?: string;
  /** What a caller should know of it, in English, for the printed schema. */
  readonly note?: string;
}

/** How a value is put together. `person` stands for somebody by name; `Mention` once the name is resolved. */
export type Form =
  | { readonly kind: 'person' | 'integer' | 'boolean' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'optional' | 'list'; readonly of: ValueType<unknown> }
  | { readonly kind: 'record'; readonly parts: Readonly<Record<string, ValueType<unknown>>> };

/** Gives a kind of value the noun under which interfaces know it. */
export const named = <T>(noun: string, type: ValueType<T>): ValueType<T> => ({ ...type, noun });

/** Says in the printed schema what a caller should know. */
export const noted = <T>(note: string, type: ValueType<T>): ValueType<T> => ({ ...type, note });

export interface Field<T, C extends FieldClass> {
  readonly type: ValueType<T>;
  readonly class: C;
}

export interface PersonalField<T, S extends string> extends Field<T, 'personal'> {
  /** Name of the field of the same event that holds the person's id: whose key seals it, who can have it forgotten. */
  readonly about: S;
}

// There is no default class and no mask function: a value that the public reads is a field of its own.
export const open = <T>(type: ValueType<T>): Field<T, 'open'> => ({ type, class: 'open' });
export const procedure = <T>(type: ValueType<T>): Field<T, 'procedure'> => ({
  type,
  class: 'procedure',
});
export const panel = <T>(type: ValueType<T>): Field<T, 'panel'> => ({ type, class: 'panel' });
export const personal =
  <S extends string>(about: S) =>
  <T>(type: ValueType<T>): PersonalField<T, S> => ({ type, class: 'personal', about });

/** Bytes of one value, UTF-8 (contract, Limits). */
export const maxValueBytes = 64 * 1024;

const encoder = new TextEncoder();
// Tab, line feed and carriage return are text; every other C0 control is refused.
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

/** Text, kept exactly as given: not trimmed, not normalised. */
export const text: ValueType<string> = {
  name: 'text',
  check(value, at) {
    if (typeof value !== 'string') throw new Invalid(at, 'text is expected');
    if (!value.isWellFormed())
      throw new Invalid(at, 'holds a lone surrogate; send well-formed Unicode');
    if (controls.test(value)) throw new Invalid(at, 'holds a control character; remove it');
    if (value.length > maxValueBytes || encoder.encode(value).length > maxValueBytes) {
      throw new Invalid(
        at,
        `is longer than ${String(maxValueBytes)} bytes; split it or attach it`,
        'PAYLOAD_TOO_LARGE',
      );
    }
    return value;
  },
};

const matching = (
  name: string,
  what: string,
  accepts: (value: string) => boolean,
): ValueType<string> => ({
  name,
  check(value, at) {
    if (typeof value !== 'string' || !accepts(value)) throw new Invalid(at, `${what} is expected`);
    return value;
  },
});

export const day = matching('day', 'a day as YYYY-MM-DD', isDay);
export const instant = matching(
  'instant',
  'a moment as RFC 3339 in UTC with milliseconds',
  (value) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && parseInstant(value) !== undefined,
);
export const uuid = matching('uuid', 'a UUID in lower case', (value) =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value),
);
export const caseRef = matching(
  'case-ref',
  'a case reference of letters, digits, dots, dashes or underscores, 64 at most',
  (value) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value),
);
export const sha256 = matching('sha256', 'a SHA-256 in lower-case hex', (value) =>
  /^[0-9a-f]{64}$/.test(value),
);

export const integer: ValueType<number> = {
  name: 'integer',
  form: { kind: 'integer' },
  check(value, at) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      throw new Invalid(at, 'a whole number within ±(2^53-1) is expected');
    return value;
  },
};

/** A whole number from `least` to `most`, both included. */
export const integerIn = (least: number, most: number): ValueType<number> => ({
  name: `integer from ${String(least)} to ${String(most)}`,
  form: { kind: 'integer' },
  check(value, at) {
    const whole = integer.check(value, at);
    if (whole < least || whole > most)
      throw new Invalid(at, `a whole number from ${String(least)} to ${String(most)} is expected`);
    return whole;
  },
});

export const boolean: ValueType<boolean> = {
  name: 'boolean',
  form: { kind: 'boolean' },
  check(value, at) {
    if (typeof value !== 'boolean') throw new Invalid(at, 'true or false is expected');
    return value;
  },
};

export const oneOf = <const V extends readonly string[]>(...values: V): ValueType<V[number]> => ({
  name: `one of ${values.join(' | ')}`,
  form: { kind: 'choice', values },
  check(value, at) {
    if (!values.includes(value as string))
      throw new Invalid(at, `one of ${values.join(', ')} is expected`);
    return value as V[number];
  },
});

/** A closed list of values with the words for each, written once. */
export interface Choice<V extends string> extends ValueType<V> {
  readonly values: readonly V[];
  readonly words: Readonly<Record<V, Localised>>;
}

/** @param noun under which interfaces know the list. @param note what it says, in English, for the printed schema */
export function choice<const V extends string>(
  noun: string,
  note: string,
  words: Readonly<Record<V, Localised>>,
): Choice<V> {
  const values = Object.keys(words) as V[];
  return { ...noted(note, named(noun, oneOf(...values))), values, words };
}

export const optional = <T>(type: ValueType<T>): ValueType<T | undefined> => ({
  name: `optional ${type.name}`,
  form: { kind: 'optional', of: type },
  check: (value, at) => (value === undefined || value === null ? undefined : type.check(value, at)),
});

export const listOf = <T>(type: ValueType<T>, most = 1000): ValueType<readonly T[]> => ({
  name: `list of ${type.name}`,
  form: { kind: 'list', of: type },
  check(value, at) {
    if (!Array.isArray(value)) throw new Invalid(at, 'a list is expected');
    if (value.length > most)
      throw new Invalid(at, `more than ${String(most)} items`, 'PAYLOAD_TOO_LARGE');
    return value.map((item, i) => type.check(item, `${at}[${String(i)}]`));
  },
});

/** A value of named parts that share one class. Unknown parts are refused. */
export const record = <S extends Record<string, ValueType<unknown>>>(
  shape: S,
): ValueType<ValuesOf<S>> => ({
  name: `{ ${Object.entries(shape)
    .map(([name, type]) => `${name}: ${type.name}`)
    .join(', ')} }`,
  form: { kind: 'record', parts: shape },
  check(value, at) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Invalid(at, 'an object is expected');
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(shape, name));
    if (unknown !== undefined)
      throw new Invalid(at, 'has a part that its definition does not know');
    const parts = Object.entries(shape).map(
      ([name, type]) =>
        [name, type.check((value as Json & object)[name as never], `${at}.${name}`)] as const,
    );
    return Object.fromEntries(parts.filter(([, part]) => part !== undefined)) as ValuesOf<S>;
  },
});

/** The value of named parts: what is optional may be left out. */
export type ValuesOf<S extends Record<string, ValueType<unknown>>> = {
  readonly [K in keyof S as undefined extends ValueIn<S[K]> ? never : K]: ValueIn<S[K]>;
} & { readonly [K in keyof S as undefined extends ValueIn<S[K]> ? K : never]?: ValueIn<S[K]> };
type ValueIn<V> = V extends ValueType<infer T> ? T : never;

/** A sentence in every language. */
export const localisedText = {
  ...record({ zh: text, en: text } satisfies Record<Language, ValueType<string>>),
  noun: 'Localised',
} as ValueType<Localised>;

/** Somebody by name: how a text writes it, and whom it means. Interfaces take the name and find out whom it means. */
export const person: ValueType<Mention> = {
  ...record({ name: text, person: uuid }),
  form: { kind: 'person' },
};

/** Free text in segments; allowed in `panel` fields only, where each name goes to its person's key. */
export const narrative: ValueType<Narrative> = {
  name: 'narrative',
  check(value, at) {
    if (!Array.isArray(value) || value.length === 0)
      throw new Invalid(at, 'a narrative of at least one segment is expected');
    if (value.length > maxSegments)
      throw new Invalid(at, `more than ${String(maxSegments)} segments`);
    const segments = listOf(segment, maxSegments).check(value, at);
    text.check(segments.map((piece) => piece.text).join(''), at);
    return segments;
  },
};
const segment = record({ text, about: optional(uuid) });

export const isNarrative = (type: ValueType<unknown>): boolean => type.name.endsWith('narrative');
