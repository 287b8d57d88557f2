import type { SaidKey } from './words.js';

/** What is checked, in this order. The page has a line for each. */
export const lineIds = [
  'read',
  'checkpoint',
  'witnesses',
  'leaves',
  'inclusion',
  'consistency',
  'windows',
  'entries',
  'deadlines',
] as const;
export type LineId = (typeof lineIds)[number];

export type Result = 'unchanged' | 'mismatch' | 'not-checked' | 'not-provided';

export type Values = Readonly<Record<string, string | number>>;

export interface Line {
  readonly id: LineId;
  /** Null until it is known. */
  readonly result: Result | null;
  readonly said: SaidKey | null;
  readonly values: Values;
}

/** Something that does not match. */
export interface Finding {
  readonly line: LineId;
  readonly what: SaidKey;
  /** Place in the log. */
  readonly index?: number;
  /** Case and number of the entry, as far as they can be told. */
  readonly ref?: string;
  readonly n?: number;
  readonly expected?: string;
  readonly computed?: string;
  /** What was served, for the evidence file. */
  readonly served?: string;
}

export type Verdict = 'unchanged' | 'own-signature' | 'mismatch' | 'not-checked';

/** Lines without which nothing good can be said. */
const mandatory: Readonly<Record<'log' | 'entry', readonly LineId[]>> = {
  log: ['read', 'checkpoint', 'leaves', 'inclusion', 'windows', 'entries'],
  entry: ['read', 'checkpoint', 'inclusion', 'windows', 'entries'],
};

/** What has been found out so far. */
export class Report {
  readonly findings: Finding[] = [];
  /** Owners of the witnesses that confirmed the checkpoint. */
  owners: readonly string[] = [];
  /** Notes and policies that were read, for the evidence file. */
  readonly served: Record<string, string> = {};

  private readonly byId = new Map<LineId, Line>();
  private readonly names = new Map<number, { ref: string; n: number }>();

  constructor(
    readonly of: 'log' | 'entry',
    private readonly changed: () => void = () => undefined,
  ) {}

  get lines(): readonly Line[] {
    return lineIds.map((id) => this.byId.get(id) ?? { id, result: null, said: null, values: {} });
  }

  /** Says of a line how it came out. What does not match stays so. */
  say(id: LineId, result: Result, said: SaidKey, values: Values = {}): void {
    if (this.byId.get(id)?.result === 'mismatch') return;
    this.byId.set(id, { id, result, said, values });
    this.changed();
  }

  find(finding: Finding): void {
    this.findings.push(finding);
    if (this.byId.get(finding.line)?.result === 'mismatch') return;
    this.byId.set(finding.line, {
      id: finding.line,
      result: 'mismatch',
      said: finding.what,
      values: {},
    });
    this.changed();
  }

  has(id: LineId): boolean {
    return this.byId.has(id);
  }

  /** The same for every line that is still open. */
  rest(result: Result, said: SaidKey): void {
    for (const id of lineIds) if (!this.byId.has(id)) this.say(id, result, said);
  }

  /** A place in the log, as readers know it. */
  name(index: number, ref: string, n: number): void {
    this.names.set(index, { ref, n });
  }

  /** The findings with the names that came to be known. */
  named(): Finding[] {
    return this.findings.map((finding) => ({
      ...(finding.index === undefined ? {} : this.names.get(finding.index)),
      ...finding,
    }));
  }

  /** The worst of the mandatory lines. A line that was skipped never makes it better. */
  verdict(): Verdict {
    if (this.findings.length > 0) return 'mismatch';
    if (mandatory[this.of].some((id) => this.byId.get(id)?.result !== 'unchanged'))
      return 'not-checked';
    return this.byId.get('witnesses')?.result === 'unchanged' ? 'unchanged' : 'own-signature';
  }
}
