import { withClient } from '#platform/postgres';
import type { BenchInstallation } from './bench-installation.js';
import { interleaved, type Report } from './report.js';

const events = 300_000;

/** Reading a log of 300,000 events of 300 bytes from its beginning; a subscription also opens its connection. */
export async function read(
  { engine, databases }: BenchInstallation,
  report: Report,
): Promise<void> {
  await withClient(databases.main.owner, async (client) => {
    await client.query(
      `insert into log.events (position, stream, version, event_id, type, schema_version, recorded_at, leaf, body)
       select h.position + i, 'bench-' || i / 100, i % 100, gen_random_uuid(), 'bench.Happened', 1, now(),
              repeat('l', 100), '{"note":"' || repeat('x', 188) || '"}'
       from log.ledger_head h, generate_series(0, $1::int - 1) i`,
      [events],
    );
    await client.query('update log.ledger_head set position = position + $1', [events]);
    await client.query('vacuum analyze log.events');
  });
  const plain = async () => {
    for (let after = '-1'; ;) {
      const { rows } = await engine.pool.query<{ position: string }>(
        'select * from log.events where position > $1 order by position limit 1000',
        [after],
      );
      const last = rows.at(-1);
      if (!last) return;
      after = last.position;
    }
  };
  const catchUp = async () => {
    for await (const event of engine.store.subscribe(null, new AbortController().signal))
      if ('caughtUp' in event) return;
  };
  const [base = 1, ours = 0] = await interleaved(5, [
    { count: events, run: plain },
    { count: events, run: catchUp },
  ]);
  report.add({ name: 'plain ordered read', value: base, unit: 'events/s' });
  report.add({ name: 'catch-up', value: ours, unit: 'events/s' });
  report.add({
    name: 'catch-up ÷ plain ordered read',
    value: ours / base,
    unit: '×',
    mark: { atLeast: 1.5 },
  });
}
