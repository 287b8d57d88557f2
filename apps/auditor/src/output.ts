/** How the program speaks: the result on standard output, everything for people on the way there on standard error. */
export class Output {
  private lastProgress = 0;

  constructor(readonly json: boolean) {}

  /** With `--json` a line of NDJSON, else one line of a terminal that is written over. Not more than some a second. */
  readonly progress = (counts: Readonly<Record<string, number>>): void => {
    const now = performance.now();
    if (now - this.lastProgress < 200) return;
    this.lastProgress = now;
    if (this.json) process.stdout.write(`${JSON.stringify({ progress: counts })}\n`);
    else if (process.stderr.isTTY) process.stderr.write(`\r${described(counts)}   `);
  };

  /** With `--json` the last line of standard output. */
  result(result: object, forPeople: string): void {
    if (!this.json && process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    process.stdout.write(`${this.json ? JSON.stringify(result) : forPeople}\n`);
  }
}

const described = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${String(count)}`)
    .join('  ');

/** Exit codes (contract). */
export const exit = { verified: 0, mismatch: 1, usage: 2, notChecked: 3, newer: 4 } as const;
