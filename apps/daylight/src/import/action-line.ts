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
  /** The line, word for word. */
  readonly source: string;
}

export interface Problem {
  readonly line: number;
  readonly code: 'NOT_JSON' | 'INVALID_LINE' | 'PAYLOAD_TOO_LARGE' | 'CHANGED' | 'REFUSED';
  readonly message: string;
}

const names = new Set(['case', 'at', 'kind', 'actor', 'actorRole', 'summary', 'personal', 'extra']);

/** Reads a line; null for an empty one. A problem names the line and the field, never a value. */
export function readActionLine({ number, bytes }: Line): ActionLine | Problem | null {
  const problem = (code: Problem['code'], message: string): Problem => ({
    line: number,
    code,
    message,
  });
  if (bytes === null)
    return problem(
      'PAYLOAD_TOO_LARGE',
      `longer than ${String(maxValueBytes)} bytes; split the action`,
    );
  if (bytes.every((byte) => byte === 0x20 || byte === 0x09)) return null;
  let value: unknown;
  try {
    value = parseStrictJson(bytes, { bytes: maxValueBytes });
  } catch (error) {
    return problem('NOT_JSON', error instanceof Error ? error.message : 'not JSON');
  }
  try {
    return { number, source: bytes.toString('utf8'), ...fields(value) };
  } catch (error) {
    if (error instanceof Invalid)
      return problem(
        error.code === 'PAYLOAD_TOO_LARGE' ? error.code : 'INVALID_LINE',
        error.message,
      );
    throw error;
  }
}

function fields(value: unknown): Omit<ActionLine, 'number' | 'source'> {
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
    id: typeof extra['id'] === 'string' && extra['id'] !== '' ? extra['id'] : null,
  };
}

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
