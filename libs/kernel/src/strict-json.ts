import { Invalid } from './errors.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** As `JSON.parse`, but what two readers could understand differently is an error. */
export interface StrictJsonLimits {
  /** Nesting of arrays and objects. */
  readonly depth: number;
  /** UTF-8 bytes. */
  readonly bytes: number;
}

const defaults: StrictJsonLimits = { depth: 32, bytes: 256 * 1024 };

/**
 * Reads one JSON document. Refuses invalid UTF-8, a byte order mark, duplicate names, integers beyond ±(2^53-1), numbers
 * that are not finite, lone surrogates, `__proto__`, too much depth, and anything after the document.
 * @throws Invalid with the position; the value itself is never quoted
 */
export function parseStrictJson(
  input: Uint8Array | string,
  limits: Partial<StrictJsonLimits> = {},
): unknown {
  const { depth, bytes } = { ...defaults, ...limits };
  const size = typeof input === 'string' ? encoder.encode(input).length : input.byteLength;
  if (size > bytes) {
    throw new Invalid('JSON', `longer than ${String(bytes)} bytes`, 'PAYLOAD_TOO_LARGE');
  }
  return new Reader(typeof input === 'string' ? input : decode(input), depth).document();
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Invalid('JSON', 'not valid UTF-8');
  }
}

const numberForm = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex
const stringForm = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly depth: number,
  ) {}

  document(): unknown {
    this.space();
    const value = this.value(0);
    this.space();
    if (this.at < this.text.length) this.fail('text after the end of the document');
    return value;
  }

  private value(level: number): unknown {
    const first = this.text[this.at];
    if (level >= this.depth && (first === '{' || first === '['))
      this.fail(`nested deeper than ${String(this.depth)}`);
    switch (first) {
      case '{':
        return this.object(level);
      case '[':
        return this.array(level);
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private object(level: number): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    this.sequence('}', () => {
      if (this.text[this.at] !== '"') this.fail('a name in double quotes is missing');
      const name = this.string();
      if (Object.hasOwn(result, name)) this.fail('the same name stands twice in one object');
      if (name === '__proto__') this.fail('a name that no field may have');
      this.space();
      if (this.text[this.at] !== ':') this.fail('a colon is missing');
      this.at += 1;
      this.space();
      result[name] = this.value(level + 1);
    });
    return result;
  }

  private array(level: number): unknown[] {
    const result: unknown[] = [];
    this.sequence(']', () => result.push(this.value(level + 1)));
    return result;
  }

  private sequence(end: string, item: () => void): void {
    this.at += 1;
    this.space();
    if (this.text[this.at] === end) {
      this.at += 1;
      return;
    }
    for (;;) {
      item();
      this.space();
      const next = this.text[this.at];
      this.at += 1;
      if (next === end) return;
      if (next !== ',') {
        this.at -= 1;
        this.fail(`a comma or ${end} is missing`);
      }
      this.space();
    }
  }

  private string(): string {
    stringForm.lastIndex = this.at;
    const found = stringForm.exec(this.text);
    if (!found) this.fail('a text that does not end, or an unescaped control character');
    const value = JSON.parse(found[0]) as string;
    if (!value.isWellFormed()) this.fail('a lone surrogate');
    this.at = stringForm.lastIndex;
    return value;
  }

  private number(): number {
    numberForm.lastIndex = this.at;
    const found = numberForm.exec(this.text);
    if (!found) this.fail('a value is missing');
    const value = Number(found[0]);
    if (!Number.isFinite(value)) this.fail('a number beyond what can be held');
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      this.fail('an integer beyond ±(2^53-1)');
    this.at = numberForm.lastIndex;
    return value;
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail('a value is missing');
    this.at += word.length;
    return value;
  }

  private space(): void {
    while (/[ \t\n\r]/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  private fail(what: string): never {
    throw new Invalid(`JSON, character ${String(this.at + 1)}`, what);
  }
}
