import type { Check } from './check.js';

interface At {
  readonly iat: number;
  readonly index: number;
}

/** The earliest and the latest time of leaves that follow each other. */
export interface Span {
  readonly least: At;
  readonly most: At;
}

const joined = (one: Span | null, other: Span | null): Span | null =>
  one && other
    ? {
        least: other.least.iat < one.least.iat ? other.least : one.least,
        most: other.most.iat > one.most.iat ? other.most : one.most,
      }
    : (one ?? other);

/**
 * 5, times: a leaf that came between two checkpoints was recorded between the times at which witnesses saw these, give or
 * take a sealing window. Without witnesses nobody can tell.
 */
export class TimesCheck {
  private span: Span | null = null;
  private carried: Span | null = null;
  private after: number | null = null;
  private dated = 0;
  /** Seconds; known once leaf 0 is read. */
  window = 1;

  constructor(private readonly check: Check) {}

  leaf(index: number, iat: number): void {
    const at = { iat, index };
    if (!this.span) this.span = { least: at, most: at };
    else if (iat < this.span.least.iat) this.span = { ...this.span, least: at };
    else if (iat > this.span.most.iat) this.span = { ...this.span, most: at };
  }

  /** The span of the leaves since the last cut. */
  cut(): Span | null {
    const { span } = this;
    this.span = null;
    return span;
  }

  /** @param span of the leaves since the checkpoint before. @param times of the cosignatures; none: nobody dated it */
  checkpoint(span: Span | null, times: readonly number[]): void {
    const leaves = joined(this.carried, span);
    if (times.length === 0) {
      this.carried = leaves;
      return;
    }
    this.carried = null;
    this.dated += 1;
    const [first, last] = [Math.min(...times), Math.max(...times)];
    if (leaves && leaves.most.iat > last + this.window)
      this.check.fail({
        index: leaves.most.index,
        message: 'the leaf bears a time after witnesses had seen it',
      });
    if (leaves && this.after !== null && leaves.least.iat < this.after - 2 * this.window)
      this.check.fail({
        index: leaves.least.index,
        message: 'the leaf bears a time before witnesses had seen the log without it',
      });
    this.after = first;
  }

  end(): void {
    if (this.dated === 0)
      this.check.end('not-provided', 'no witness of the policy has dated a checkpoint');
    else this.check.end('pass', `${String(this.dated)} checkpoints are dated by witnesses`);
  }
}
