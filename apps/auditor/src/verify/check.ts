export type Result = 'pass' | 'fail' | 'not-checked' | 'not-provided';

/** Where and how something does not match. Hashes of what is public, never a sealed value. */
export interface Finding {
  /** Leaf index. */
  readonly index?: number | undefined;
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
  readonly message: string;
}

/** A line of the result (contract, Audit result). */
export interface CheckLine extends Finding {
  readonly n: number;
  readonly name: string;
  readonly result: Result;
}

/** One check of the list in order. It keeps the finding with the lowest index, and how many there were. */
export class Check {
  private first: Finding | undefined;
  private found = 0;
  private said: { readonly result: Result; readonly message: string } = {
    result: 'not-checked',
    message: 'not reached',
  };

  /** @param needed without it nothing is verified */
  constructor(
    readonly n: number,
    readonly name: string,
    private needed: boolean,
  ) {}

  get mandatory(): boolean {
    return this.needed;
  }

  /** From now on nothing is verified without it: somebody brought what it has to answer. */
  require(): void {
    this.needed = true;
  }

  fail(finding: Finding): void {
    this.found += 1;
    if (!this.first || (finding.index ?? Infinity) < (this.first.index ?? Infinity))
      this.first = finding;
  }

  /** How it ended, if nothing was found. */
  end(result: Exclude<Result, 'fail'>, message: string): void {
    this.said = { result, message };
  }

  get failed(): boolean {
    return this.first !== undefined;
  }

  get result(): Result {
    return this.first ? 'fail' : this.said.result;
  }

  line(): CheckLine {
    const { n, name, first } = this;
    if (!first) return { n, name, ...this.said };
    const more = this.found - 1;
    const { index, expected, actual, message } = first;
    return {
      ...{ n, name, result: 'fail' },
      ...(index !== undefined && { index }),
      ...(expected !== undefined && { expected }),
      ...(actual !== undefined && { actual }),
      message: more > 0 ? `${message} (and ${String(more)} more)` : message,
    };
  }
}

export type Profile = 'public' | 'procedure' | 'full';

/** All checks of an audit. */
export class Checks {
  readonly files: Check;
  readonly checkpoint: Check;
  readonly pinned: Check;
  readonly tree: Check;
  readonly consistency: Check;
  readonly leaves: Check;
  readonly times: Check;
  readonly disclosures: Check;
  /** Put in its place when it is known which size was compared. */
  state: Check;
  readonly openings: Check;
  readonly policy: Check;
  readonly rows: Check;
  readonly receipts: Check;

  constructor(profile: Profile, isFolder: boolean) {
    const sealed = profile !== 'public';
    this.files = new Check(1, 'files', isFolder);
    this.checkpoint = new Check(2, 'checkpoint', true);
    this.pinned = new Check(2, 'checkpoint: pinned policy', false);
    this.tree = new Check(3, 'tree', true);
    this.consistency = new Check(4, 'consistency', false);
    this.leaves = new Check(5, 'leaves', true);
    this.times = new Check(5, 'leaves: times', false);
    this.disclosures = new Check(6, 'disclosures', true);
    this.state = new Check(7, 'state', true);
    this.openings = new Check(8, 'openings', profile === 'full');
    this.policy = new Check(9, 'policy', sealed);
    this.rows = new Check(10, 'rows', false);
    this.receipts = new Check(11, 'receipts', false);
    if (!isFolder) this.files.end('not-provided', 'a served log has no list of files');
    if (profile !== 'full')
      this.openings.end('not-provided', 'only a bundle of profile full holds every window');
    if (!sealed)
      this.policy.end('not-provided', 'only bundles of profile procedure and full can show this');
    this.rows.end('not-provided', 'the event store is not at hand');
    this.receipts.end('not-provided', 'no receipt was given');
  }

  all(): readonly Check[] {
    const { files, checkpoint, pinned, tree, consistency, leaves, times } = this;
    const { disclosures, state, openings, policy, rows, receipts } = this;
    return [
      ...[files, checkpoint, pinned, tree, consistency, leaves, times],
      ...[disclosures, state, openings, policy, rows, receipts],
    ];
  }

  /** Never better than the worst of the lines that have to be there. */
  verdict(): 'verified' | 'mismatch' | 'not-checked' {
    const all = this.all();
    if (all.some(({ result }) => result === 'fail')) return 'mismatch';
    return all.every(({ mandatory, result }) => !mandatory || result === 'pass')
      ? 'verified'
      : 'not-checked';
  }
}
