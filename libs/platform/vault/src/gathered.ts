/** An answer that many wait for. */
interface Waiting<Q, A> {
  readonly question: Q;
  readonly answer: Promise<A>;
  readonly settle: { resolve(answer: A): void; reject(reason: unknown): void };
}

/**
 * Group commit of questions: whatever is asked while a round is under way goes together in the next one, each question
 * once. No timer: a lone caller waits for the end of its tick only.
 */
export class Gathered<Q, A> {
  private readonly open = new Map<string, Waiting<Q, A>>();
  private queue: string[] = [];
  private running = false;

  /**
   * @param round answers questions in the order in which it gets them: by key, the same in all processes, so that two
   *   that lock the same rows never wait for each other crosswise
   * @param most questions in one round
   */
  constructor(
    private readonly round: (questions: readonly Q[]) => Promise<readonly A[]>,
    private readonly most = 1000,
  ) {}

  /** @param key the same for the same question */
  ask(key: string, question: Q): Promise<A> {
    const asked = this.open.get(key);
    if (asked) return asked.answer;
    let settle: Waiting<Q, A>['settle'] | undefined;
    const answer = new Promise<A>((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.open.set(key, { question, answer, settle: settle as Waiting<Q, A>['settle'] });
    this.queue.push(key);
    if (!this.running) {
      this.running = true;
      setImmediate(() => void this.run());
    }
    return answer;
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0) {
      // By code units, so that no locale of a machine changes it.
      const keys = this.queue.splice(0, this.most).sort((a, b) => (a < b ? -1 : 1));
      const waiting = keys.map((key) => this.open.get(key) as Waiting<Q, A>);
      try {
        const answers = await this.round(waiting.map(({ question }) => question));
        waiting.forEach(({ settle }, i) => {
          settle.resolve(answers[i] as A);
        });
      } catch (error) {
        for (const { settle } of waiting) settle.reject(error);
      }
      for (const key of keys) this.open.delete(key);
    }
    this.running = false;
  }
}
