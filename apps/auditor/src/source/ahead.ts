/** Runs tasks in order, a few at once, and hands out what they answer in that order. Holds no more than `most` answers. */
export async function* ahead<T>(
  tasks: Iterable<() => Promise<T>>,
  most: number,
): AsyncGenerator<T, void> {
  const running: Promise<T>[] = [];
  try {
    for (const task of tasks) {
      const one = task();
      one.catch(() => undefined); // whoever comes to it is told
      running.push(one);
      if (running.length >= most) yield (await running.shift()) as T;
    }
    while (running.length > 0) yield (await running.shift()) as T;
  } finally {
    await Promise.allSettled(running);
  }
}
