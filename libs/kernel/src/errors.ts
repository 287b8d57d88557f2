import type { Localised } from './localised.js';

/** A rule said no. Data for the person, not a failure: it becomes `userErrors` in a mutation's payload. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /**
   * @param code stable, `<capability>.<rule>`; its sentences stand in the refusal catalogue
   * @param field path of the input that the rule is about, if it is about one
   * @param values what stands in the `{name}` places of its sentences; never personal
   */
  constructor(
    readonly code: string,
    readonly field?: readonly string[],
    readonly values: Readonly<Record<string, string | number | Localised>> = {},
  ) {
    super(code);
  }
}

/** Input that no rule could accept: wrong type, unknown field, too large. Changes nothing. */
export class Invalid extends Error {
  override readonly name = 'Invalid';
  constructor(
    readonly at: string,
    what: string,
    readonly code: 'INVALID_VALUE' | 'PAYLOAD_TOO_LARGE' = 'INVALID_VALUE',
  ) {
    // `what` describes the rule and never quotes the value: values may be personal.
    super(`${at}: ${what}`);
  }
}

/** Another writer was first. The caller loads, decides and tries again. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  /** @param actual the version at which the stream stands; -1 when it does not exist */
  constructor(
    readonly stream: string,
    readonly actual: number,
    what = `stream ${stream} stands at version ${String(actual)}`,
  ) {
    super(what);
  }
}

/** The log does not verify. Stop and tell; never repair. */
export class Corrupt extends Error {
  override readonly name = 'Corrupt';
  constructor(where: string, what: string, options?: { cause?: unknown }) {
    super(
      `${where}: ${what}. Nothing was changed. Run \`daylight-audit verify\` on a copy.`,
      options,
    );
  }
}

/** The process cannot run as it is set up: says what, where and what to do next. */
export class Misconfigured extends Error {
  override readonly name = 'Misconfigured';
  constructor(what: string, where: string, next: string, options?: { cause?: unknown }) {
    super(`${what} (${where}). ${next}`, options);
  }
}

/** A part that the process needs does not answer for now. Nothing was written; the same command may be sent again. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  constructor(
    what: string,
    next: string,
    readonly code:
      'STORE_UNAVAILABLE' | 'STORE_FULL' | 'STALE_READ' | 'TOO_BUSY' = 'STORE_UNAVAILABLE',
    options?: { cause?: unknown },
  ) {
    super(`${what}. ${next}`, options);
  }
}

/** A command id came a second time with another input. Written nowhere. */
export class CommandReused extends Error {
  override readonly name = 'CommandReused';
  constructor() {
    super('This command id was used before with another input. Send a new id for a new command.');
  }
}

/**
 * The `code` of an error of Node or of a database. By shape, not by `instanceof`: errors of another realm are none of
 * ours there.
 */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
