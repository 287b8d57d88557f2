/** How a command speaks: results on standard output, everything for people on standard error. */
export class Output {
  constructor(private readonly json: boolean) {}

  /** With `--json` a line of NDJSON, else one line on a terminal that is written over. */
  progress(counts: Readonly<Record<string, number>>): void {
    if (this.json) process.stdout.write(`${JSON.stringify({ progress: counts })}\n`);
    else if (process.stderr.isTTY) process.stderr.write(`\r${describe(counts)}   `);
  }

  /** The result: with `--json` the last line of standard output. */
  result(result: object, forPeople: string): void {
    if (!this.json && process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    process.stdout.write(`${this.json ? JSON.stringify(result) : forPeople}\n`);
  }

  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }
}

const describe = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${String(count)}`)
    .join('  ');
