import { Invalid } from './errors.js';

/** What can be hashed: no float, no undefined, no object that is not plain data. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * One byte string per value (RFC 8785), and an error for every value that has none: lone surrogates, numbers that are
 * not integers within ±(2^53-1), `undefined`, and objects that are not plain. The only encoder that is ever hashed.
 */
export function canonicalJson(value: Json, at = '$'): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed())
        throw new Invalid(at, 'text with a lone surrogate has no canonical form');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isSafeInteger(value))
        throw new Invalid(at, 'only integers within ±(2^53-1) are hashed');
      return String(value === 0 ? 0 : value);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : canonicalObject(value, at);
    default:
      throw new Invalid(at, `a ${typeof value} has no canonical form`);
  }
}

function canonicalObject(value: readonly Json[] | { readonly [name: string]: Json }, at: string) {
  if (isArray(value)) {
    return `[${Array.from(value, (item, i) => canonicalJson(item, `${at}[${String(i)}]`)).join(',')}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new Invalid(at, 'only plain objects and arrays are hashed');
  }
  // Array#sort compares UTF-16 units, which is the order that RFC 8785 asks for.
  const members = Object.keys(value)
    .sort()
    .map(
      (name) => `${canonicalJson(name, at)}:${canonicalJson(value[name] as Json, `${at}.${name}`)}`,
    );
  return `{${members.join(',')}}`;
}

function isArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}
