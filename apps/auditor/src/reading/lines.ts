import { isUtf8 } from 'node:buffer';
import { canonicalJson, type Json } from '#kernel';
import { Malformed } from '../failures.js';

export const reasons = ['withheld', 'hidden', 'erased', 'withdrawn'] as const;
export type Reason = (typeof reasons)[number];

/** What a bundle shows of one leaf: its windows, or why it shows none. */
export type Line = Shown | Withheld;

export interface Shown {
  readonly i: number;
  /** Disclosures, base64url. */
  readonly sd: readonly string[];
  /** Of a sealed leaf that was released: by which leaf, and at which place of what that one shows. */
  readonly by?: number;
  readonly at?: number;
  /** Only in sealed parts: keys that are gone. */
  readonly locked?: readonly string[];
}

export interface Withheld {
  readonly i: number;
  readonly why: Reason;
  /** Leaf with the reason. */
  readonly by: number;
}

/**
 * The lines of a file of disclosures, by leaf index. Every line is canonical, so that no two readers read it differently.
 * @param from first leaf of the bundle. @param to before which it ends
 * @throws Malformed
 */
export function readLines(bytes: Uint8Array, from: number, to: number): Map<number, Line> {
  const lines = new Map<number, Line>();
  let last = -1;
  for (const [at, text] of splitLines(bytes).entries()) {
    const line = readLine(text, at + 1);
    if (line.i <= last) throw new Malformed(`line ${String(at + 1)} is not in the order of leaves`);
    if (line.i < from || line.i >= to)
      throw new Malformed(`line ${String(at + 1)} is of a leaf that is not in its bundle`);
    last = line.i;
    lines.set(line.i, line);
  }
  return lines;
}

function splitLines(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return [];
  if (!isUtf8(bytes)) throw new Malformed('is not UTF-8');
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  if (lines.pop() !== '') throw new Malformed('does not end with a newline');
  return lines;
}

function readLine(text: string, number: number): Line {
  const value = parseCanonical(text, `line ${String(number)}`);
  if (isShown(value) || isWithheld(value)) return value;
  throw new Malformed(`line ${String(number)} is not a line of disclosures`);
}

/** Reads JSON that has to be in its canonical form. @throws Malformed */
export function parseCanonical(text: string, what: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (canonicalJson(value as Json) === text) return value;
  } catch {
    throw new Malformed(`${what} is not JSON`);
  }
  throw new Malformed(`${what} is not in its canonical form`);
}

const isIndex = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

const isTexts = (value: unknown, form: RegExp): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' && form.test(item));

function isShown(value: unknown): value is Shown {
  if (typeof value !== 'object' || value === null || !('sd' in value)) return false;
  const { i, sd, by, at, locked, ...more } = value as Record<string, unknown>;
  return (
    isIndex(i) &&
    isTexts(sd, /^[A-Za-z0-9_-]+$/) &&
    (by === undefined || isIndex(by)) &&
    (at === undefined || isIndex(at)) &&
    (locked === undefined || isTexts(locked, /^[\x21-\x7e]+$/)) &&
    Object.keys(more).length === 0
  );
}

function isWithheld(value: unknown): value is Withheld {
  if (typeof value !== 'object' || value === null) return false;
  const { i, why, by, ...more } = value as Record<string, unknown>;
  return (
    isIndex(i) && isIndex(by) && reasons.includes(why as Reason) && Object.keys(more).length === 0
  );
}
