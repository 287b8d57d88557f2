import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchInstallation } from './bench-installation.js';
import { percentile, type Report } from './report.js';

/** From the answer to a writer until a subscriber has the event, at a calm pace. */
export async function push({ engine }: BenchInstallation, report: Report): Promise<void> {
  const over = new AbortController();
  const seen = new Map<string, number>();
  let listening = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    listening = resolve;
  });
  const following = (async () => {
    for await (const event of engine.store.subscribe(await engine.store.head(), over.signal)) {
      if ('caughtUp' in event) listening();
      else seen.set(event.eventId, performance.now());
    }
  })();
  await ready;
  const acknowledged = new Map<string, number>();
  const stream = `bench-${randomUUID()}`;
  for (let i = 0; i < 500; i += 1) {
    const eventId = randomUUID();
    await engine.store.append(stream, i === 0 ? 'none' : i - 1, [
      {
        ...{ eventId, type: 'bench.Happened', schemaVersion: 1, recordedAt: 1_772_415_000_007 },
        ...{ leaf: 'l'.repeat(100), body: 'x'.repeat(200) },
      },
    ]);
    acknowledged.set(eventId, performance.now());
    await sleep(5);
  }
  await sleep(100);
  over.abort();
  await following;
  const delays = [...acknowledged].map(([id, at]) => (seen.get(id) ?? Infinity) - at);
  report.add({ name: 'acknowledged → subscriber, p50', value: percentile(delays, 50), unit: 'ms' });
  report.add({
    name: 'acknowledged → subscriber, p99',
    value: percentile(delays, 99),
    unit: 'ms',
    mark: { atMost: 10 },
  });
}
