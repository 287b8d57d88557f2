import { parseInstant } from '#kernel';
import type { ActionLine } from './action-line.js';
import { aliasOf } from './translate.js';

/** A line with the id under which it is recorded. */
export interface Waiting {
  readonly line: ActionLine;
  readonly id: string;
}

interface Held {
  readonly waiting: Waiting;
  /** Code of the refusal; null: not tried since it waits behind an earlier line of the same person. */
  refusal: string | null;
}

/**
 * Lines whose command was refused, until the other lines of their case and moment are done: a list of changes of one
 * moment has no order, and the new chair may stand before the old one’s leaving. Each person’s own lines keep theirs.
 */
export class Ties {
  private readonly held = new Map<string, { readonly at: number; readonly lines: Held[] }>();
  size = 0;

  hold(waiting: Waiting, refusal: string | null): void {
    const { line } = waiting;
    const one = { waiting, refusal };
    const held = this.held.get(line.case);
    if (held) held.lines.push(one);
    else this.held.set(line.case, { at: momentOf(line), lines: [one] });
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
    return this.linesOf(line.case).some(({ waiting }) => aliasOf(waiting.line) === alias);
  }

  /**
   * The lines to try again, in their order. Of the lines refused with one code the first: while a place is not free
   * for it, it is free for nobody. So a moment of many refused lines does not cost a try of each for each other.
   */
  ready(ref: string): readonly Waiting[] {
    const [persons, codes] = [new Set<string | null>(), new Set<string>()];
    const ready: Waiting[] = [];
    for (const { waiting, refusal } of this.linesOf(ref)) {
      const person = aliasOf(waiting.line);
      const first = !persons.has(person) && (refusal === null || !codes.has(refusal));
      persons.add(person);
      if (!first) continue;
      if (refusal !== null) codes.add(refusal);
      ready.push(waiting);
    }
    return ready;
  }

  /** A line that was held was refused once more. */
  refused(waiting: Waiting, refusal: string): void {
    const one = this.linesOf(waiting.line.case).find((other) => other.waiting === waiting);
    if (one) one.refusal = refusal;
  }

  /** A line that was held is held no longer. */
  drop(waiting: Waiting): void {
    const ref = waiting.line.case;
    const lines = this.linesOf(ref);
    const at = lines.findIndex((other) => other.waiting === waiting);
    if (at < 0) return;
    lines.splice(at, 1);
    this.size -= 1;
    if (lines.length === 0) this.held.delete(ref);
  }

  /** The lines of a case, in their order, no longer held. */
  release(ref: string): readonly Waiting[] {
    const lines = this.linesOf(ref);
    this.held.delete(ref);
    this.size -= lines.length;
    return lines.map(({ waiting }) => waiting);
  }

  get cases(): readonly string[] {
    return [...this.held.keys()];
  }

  /** The case that has held lines for longest. */
  get oldest(): string | undefined {
    for (const ref of this.held.keys()) return ref;
    return undefined;
  }

  private linesOf(ref: string): Held[] {
    return this.held.get(ref)?.lines ?? [];
  }
}

const momentOf = ({ at }: ActionLine) => parseInstant(at) ?? Number.NaN;
