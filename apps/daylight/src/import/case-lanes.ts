/** Cases worked on at once, and lines waiting: memory stays flat however long the file is. */
const mostCases = 256;
const mostLines = 1024;

/** Runs the lines of one case in file order, and those of different cases at the same time. */
export class CaseLanes {
  private readonly lanes = new Map<string, Promise<void>>();
  private waiting = 0;
  private failed: { readonly error: unknown } | null = null;
  private freed: (() => void) | null = null;

  /** Resolves as soon as there is room for the next line. @throws what a line before threw */
  async add(ref: string, work: () => Promise<void>): Promise<void> {
    while (
      this.failed === null &&
      (this.waiting >= mostLines || (!this.lanes.has(ref) && this.lanes.size >= mostCases))
    ) {
      await new Promise<void>((resolve) => {
        this.freed = resolve;
      });
    }
    if (this.failed) throw this.failed.error;
    this.waiting += 1;
    const before = this.lanes.get(ref) ?? Promise.resolve();
    const lane = before.then(async () => {
      try {
        if (this.failed === null) await work();
      } catch (error) {
        this.failed ??= { error };
      }
      this.waiting -= 1;
      if (this.lanes.get(ref) === lane) this.lanes.delete(ref);
      this.freed?.();
    });
    this.lanes.set(ref, lane);
  }

  async finished(): Promise<void> {
    while (this.lanes.size > 0) await Promise.all(this.lanes.values());
    if (this.failed) throw this.failed.error;
  }
}
