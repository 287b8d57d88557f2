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
    if (leaves) this.bear(leaves, Math.max(...times));
    this.after = Math.min(...times);
  }

  /** @param seen when witnesses had seen these leaves; null: never */
  private bear({ least, most }: Span, seen: number | null): void {
    if (seen !== null && most.iat > seen + this.window)
      this.check.fail({
        index: most.index,
        message: 'the leaf bears a time after witnesses had seen it',
      });
    if (this.after !== null && least.iat < this.after - 2 * this.window)
      this.check.fail({
        index: least.index,
        message: 'the leaf bears a time before witnesses had seen the log without it',
      });
  }

  /** @param seen time of the newest cosignature of the head; null where nobody dated it */
  end(seen: number | null): void {
    const leaves = joined(this.carried, this.cut());
    if (leaves) this.bear(leaves, seen);
    if (seen !== null) this.dated += 1;
    if (this.dated === 0)
      this.check.end('not-provided', 'no witness of the policy has dated a checkpoint');
    else this.check.end('pass', `${String(this.dated)} checkpoints are dated by witnesses`);
  }
}
