/** Runs the work of one stream one after the other, and that of different streams at the same time. */
export class StreamQueue {
  private readonly tails = new Map<string, Promise<unknown>>();

  run<T>(stream: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(stream) ?? Promise.resolve();
    const result = before.then(work, work);
    this.tails.set(stream, result);
    const forget = () => {
      if (this.tails.get(stream) === result) this.tails.delete(stream);
    };
    result.then(forget, forget);
    return result;
  }
}
