import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { PostgresEventStore, type NewEvent } from '#event-store';
import { openPool, withClient } from '#platform/postgres';
import type { BenchInstallation } from './bench-installation.js';
import { interleaved, type Report } from './report.js';

const leaf = 'l'.repeat(100);
/** 300 bytes of leaf and body together. */
const event = (): NewEvent => ({
  eventId: randomUUID(),
  type: 'bench.Happened',
  schemaVersion: 1,
  recordedAt: 1_772_415_000_007,
  leaf,
  body: `{"note":"${'x'.repeat(188)}"}`,
});

/** As many callers as asked, each doing its share one after the other. */
const callers = (
  count: number,
  each: number,
  work: (caller: number, i: number) => Promise<unknown>,
) =>
  Promise.all(
    Array.from({ length: count }, async (_, caller) => {
      for (let i = 0; i < each; i += 1) await work(caller, i);
    }),
  );

const rawInsert = `insert into bench.raw (position, stream, version, event_id, type, schema_version, recorded_at, leaf, body)
  values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0), $8, $9)`;

/** A table like the log's, without its head row: what PostgreSQL itself does with the same bytes. */
async function rawTable({ databases }: BenchInstallation): Promise<void> {
  await withClient(databases.main.owner, async (client) => {
    await client.query(`create schema if not exists bench; drop table if exists bench.raw;
      create table bench.raw (like log.events including all);
      grant usage on schema bench to public; grant all on bench.raw to public`);
  });
}

/** Appends of one unsealed event of 300 bytes, against single-row INSERTs of the same bytes. */
export async function append(installation: BenchInstallation, report: Report): Promise<void> {
  await rawTable(installation);
  const pool = openPool(installation.databases.main.office, 'bench store');
  const store = new PostgresEventStore(pool);
  try {
    let position = 0;
    for (const [count, each, atLeast] of [
      [1, 1000, 0.8],
      [16, 250, 1.3],
      [64, 125, 2.5],
    ] as const) {
      const raw = openPool(installation.databases.main.office, 'bench raw', count);
      const insert = async () => {
        const clients = await Promise.all(Array.from({ length: count }, () => raw.connect()));
        await callers(count, each, (caller, i) => {
          const { eventId, type, schemaVersion, recordedAt, ...bytes } = event();
          const values = [
            (position += 1),
            `raw-${eventId}`,
            i,
            eventId,
            type,
            schemaVersion,
            recordedAt,
            bytes.leaf,
            bytes.body,
          ];
          return (clients[caller] as pg.PoolClient).query({ name: 'raw', text: rawInsert, values });
        });
        for (const client of clients) client.release();
      };
      const appendEach = async () => {
        const streams = Array.from({ length: count }, () => `bench-${randomUUID()}`);
        await callers(count, each, (caller, i) =>
          store.append(streams[caller] as string, i === 0 ? 'none' : i - 1, [event()]),
        );
      };
      const [base = 1, ours = 0] = await interleaved(7, [
        { count: count * each, run: insert },
        { count: count * each, run: appendEach },
      ]);
      await raw.end();
      const many = `${String(count)} caller${count > 1 ? 's' : ''}`;
      report.add({ name: `raw INSERT, ${many}`, value: base, unit: 'events/s' });
      report.add({ name: `append, ${many}`, value: ours, unit: 'events/s' });
      report.add({
        name: `append ÷ raw INSERT, ${many}`,
        value: ours / base,
        unit: '×',
        mark: { atLeast },
      });
    }
  } finally {
    await store.close();
    await pool.end();
  }
}
