import {
  caseRef,
  Invalid,
  maxValueBytes,
  parseInstant,
  parseStrictJson,
  text,
  type Precision,
} from '#kernel';
import type { Line } from './lines.js';

/** One action as a file has it. */
export interface ActionLine {
  readonly number: number;
  readonly case: string;
  readonly at: string;
  readonly precision: Precision;
  readonly kind: string;
  readonly actor: string | null;
  readonly actorRole: string | null;
  readonly summary: string | null;
  readonly personal: readonly string[];
  /** `extra.id`, if it has one. */
  readonly id: string | null;
  /** `extra.member`, if it has one: who it is about, however the name is written. */
  readonly member: string | null;
  /** The line, word for word. */
  readonly source: string;
  /** How it writes a name that holds quotes. */
  readonly form: 'ndjson' | 'csv';
}

export interface Problem {
  readonly line: number;
  readonly code:
    | 'NOT_JSON'
    | 'NOT_CSV'
    | 'INVALID_LINE'
    | 'PAYLOAD_TOO_LARGE'
    | 'CHANGED'
    | 'REFUSED'
    | 'REFUSED_AS_COMMAND';
  readonly message: string;
}

const names = new Set(['case', 'at', 'kind', 'actor', 'actorRole', 'summary', 'personal', 'extra']);

/** Reads a line; null for an empty one. A problem names the line and the field, never a value. */
export function readActionLine({ number, bytes }: Line): ActionLine | Problem | null {
  if (bytes === null) return tooLong(number);
  if (bytes.every((byte) => byte === 0x20 || byte === 0x09)) return null;
  let value: unknown;
  try {
    value = parseStrictJson(bytes, { bytes: maxValueBytes });
  } catch (error) {
    return {
      line: number,
      code: 'NOT_JSON',
      message: error instanceof Error ? error.message : 'not JSON',
    };
  }
  return checked(number, () => ({
    number,
    source: bytes.toString('utf8'),
    form: 'ndjson',
    ...actionFields(value),
  }));
}

export const tooLong = (line: number): Problem => ({
  line,
  code: 'PAYLOAD_TOO_LARGE',
  message: `longer than ${String(maxValueBytes)} bytes; split the action`,
});

/** A line, or what is wrong with it. */
export function checked(line: number, read: () => ActionLine): ActionLine | Problem {
  try {
    return read();
  } catch (error) {
    if (error instanceof Invalid) return invalid(line, error);
    throw error;
  }
}

export const invalid = (line: number, { code, message }: Invalid): Problem => ({
  line,
  code: code === 'PAYLOAD_TOO_LARGE' ? code : 'INVALID_LINE',
  message,
});

/** @throws Invalid that names the field, never its value */
export function actionFields(value: unknown): Omit<ActionLine, 'number' | 'source' | 'form'> {
  const line = object(value, 'line');
  if (Object.keys(line).some((name) => !names.has(name)))
    throw new Invalid('line', 'has a field that an action does not have; put it into extra');
  const extra =
    line['extra'] === undefined || line['extra'] === null ? {} : object(line['extra'], 'extra');
  const at = text.check(line['at'], 'at');
  if (parseInstant(at) === undefined)
    throw new Invalid('at', 'a moment as ISO 8601 with an offset is expected');
  const kind = text.check(line['kind'], 'kind');
  if (kind === '') throw new Invalid('kind', 'is empty');
  return {
    case: caseRef.check(line['case'], 'case'),
    at,
    kind,
    precision: precisionOf(extra['precision']),
    actor: words(line['actor'], 'actor'),
    actorRole: words(line['actorRole'], 'actorRole'),
    summary: words(line['summary'], 'summary'),
    personal: list(line['personal']),
    id: idOf(extra['id']),
    member: idOf(extra['member']),
  };
}

const idOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

function object(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Invalid(at, 'an object is expected');
  return value as Record<string, unknown>;
}

const words = (value: unknown, at: string): string | null =>
  value === undefined || value === null || value === '' ? null : text.check(value, at);

function list(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Invalid('personal', 'a list of texts is expected');
  return value
    .map((item, i) => text.check(item, `personal[${String(i)}]`))
    .filter((item) => item !== '');
}

/** Files say many things about precision; public are four of them. What is finer than a day is a day. */
function precisionOf(value: unknown): Precision {
  if (value === 'year' || value === 'month' || value === 'unknown') return value;
  return 'day';
}
