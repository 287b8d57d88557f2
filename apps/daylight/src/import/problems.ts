import type { Problem } from './action-line.js';

const mostProblems = 100;

/** The problems of the first lines, and how many more there were: memory stays flat however bad a file is. */
export class Problems {
  private kept: Problem[] = [];
  count = 0;

  add(problem: Problem): void {
    this.count += 1;
    this.kept.push(problem);
    if (this.kept.length >= 2 * mostProblems) this.kept = this.first();
  }

  first(): Problem[] {
    return this.kept.toSorted((a, b) => a.line - b.line).slice(0, mostProblems);
  }
}
