import { parseInstant } from '#kernel';
import type { ActionLine } from './action-line.js';
import { aliasOf } from './translate.js';

/** A line with the id under which it is recorded. */
export interface Waiting {
  readonly line: ActionLine;
  readonly id: string;
}

/**
 * Lines whose command was refused, until the other lines of their case and moment are done: a list of changes of one
 * moment has no order, and the new chair may stand before the old one's leaving. Each person's own lines keep theirs.
 */
export class Ties {
  private readonly held = new Map<string, { readonly at: number; readonly lines: Waiting[] }>();
  size = 0;

  hold(waiting: Waiting): void {
    const { line } = waiting;
    const held = this.held.get(line.case);
    if (held) held.lines.push(waiting);
    else this.held.set(line.case, { at: momentOf(line), lines: [waiting] });
    this.size += 1;
  }

  /** Whether lines wait for a moment that this line says is over. */
  endedBy(line: ActionLine): boolean {
    const held = this.held.get(line.case);
    return held !== undefined && held.at !== momentOf(line);
  }

  /** Whether an earlier line about the same person waits. */
  holdsUp(line: ActionLine): boolean {
    const alias = aliasOf(line);
    return (
      this.held.get(line.case)?.lines.some((waiting) => aliasOf(waiting.line) === alias) ?? false
    );
  }

  /** The lines of a case, in their order, no longer held. */
  release(ref: string): readonly Waiting[] {
    const lines = this.held.get(ref)?.lines ?? [];
    this.held.delete(ref);
    this.size -= lines.length;
    return lines;
  }

  get cases(): readonly string[] {
    return [...this.held.keys()];
  }

  /** The case that has held lines for longest. */
  get oldest(): string | undefined {
    for (const ref of this.held.keys()) return ref;
    return undefined;
  }
}

const momentOf = ({ at }: ActionLine) => parseInstant(at) ?? Number.NaN;
