import { randomUUID } from 'node:crypto';
import { PostgresEventStore } from '#event-store';
import { investigation, OpenInvestigation, RecordAction } from '#investigation/process';
import { defineEvent, defineView, integer, localised, open, text, type Principal } from '#kernel';
import { openPool } from '#platform/postgres';
import {
  ensureViews,
  Projections,
  readCheckpoints,
  type ProjectedView,
  type ProjectionsParts,
} from '#projections';
import type { BenchInstallation } from './bench-installation.js';
import { interleaved, type Report } from './report.js';

const sealedActions = 6_400;
const openEvents = 100_000;
const cases = 100;
const rounds = 3;

const actor: Principal = { id: '11111111-1111-4111-8111-111111111111', roles: ['secretary'] };

const Noted = defineEvent('bench.Noted', {
  version: 1,
  summary: localised('记', 'A note.'),
  fields: { case: open(text), amount: open(integer), note: open(text) },
});

interface SumRow {
  readonly key: string;
  readonly events: number;
  readonly amount: number;
}

/** Sums by case: the payload is read, a row is loaded, folded and written. */
const sums: ProjectedView = {
  view: defineView<SumRow, typeof Noted>({
    name: 'bench_sums',
    version: 1,
    reach: 'panel',
    events: [Noted],
    key: ({ event }) => event.data.case,
    on: {
      'bench.Noted': (row, { event: { data } }) => ({
        key: data.case,
        events: (row?.events ?? 0) + 1,
        amount: (row?.amount ?? 0) + data.amount,
      }),
    },
  }),
  columns: [
    { name: 'key', type: 'text', nullable: false },
    { name: 'events', type: 'int', nullable: false },
    { name: 'amount', type: 'int', nullable: false },
  ],
};

/** Real sealed actions in 64 cases, through the command side. */
async function recordActions({ engine }: BenchInstallation): Promise<void> {
  await Promise.all(
    Array.from({ length: 64 }, async (_, n) => {
      const ref = `bench-${String(n)}`;
      const meta = (id: string) => ({ actor, commandId: `${ref}-${id}` });
      const opening = new OpenInvestigation(
        {
          case: ref,
          title: { zh: '案', en: ref },
          publicity: 'public',
          basis: 'panel-record',
          receivedAt: '2026-03-02T09:30:00+08:00',
        },
        meta('open'),
      );
      await engine.decisions.take(investigation, opening);
      for (let i = 0; i < sealedActions / 64; i += 1) {
        const action = new RecordAction(
          {
            case: ref,
            at: '2026-03-03T10:00:00+08:00',
            kind: 'interview',
            summary: 'A witness was heard about the evening and asked to send what was kept.',
          },
          meta(String(i)),
        );
        await engine.decisions.take(investigation, action);
      }
    }),
  );
}

/** Unsealed events with a payload of 200 bytes, of 100 cases. */
async function appendOpen(store: PostgresEventStore): Promise<void> {
  const atOnce = 1000;
  for (let n = 0; n < openEvents; n += atOnce) {
    const events = Array.from({ length: atOnce }, (_, i) => ({
      eventId: randomUUID(),
      type: Noted.type,
      schemaVersion: 1,
      recordedAt: 1_772_415_000_007,
      leaf: 'leaf',
      body: JSON.stringify({ case: `case-${String(i % cases)}`, amount: i, note: 'x'.repeat(148) }),
    }));
    await store.append(`bench-${String(n)}`, 'none', events);
  }
}

/** Takes a view back to a place and folds it from there to the head, into PostgreSQL, exactly once. */
async function again(
  projections: Projections,
  name: string,
  from: string,
  count: number,
): Promise<void> {
  const { pool } = projections.parts;
  const { rows } = await pool.query<{ table: string }>(
    `update log.projection set position = $2 where name = $1 and live returning table_name as table`,
    [name, from],
  );
  await pool.query(`truncate panel.${String(rows[0]?.table)}`);
  await projections.advance();
  const folded = await pool.query<{ n: string }>(`select sum(events) as n from panel.${name}`);
  const stopped = (await readCheckpoints(pool)).find((c) => c.name === name)?.stopped;
  if (Number(folded.rows[0]?.n) !== count || stopped)
    throw new Error(`${name} folded ${String(folded.rows[0]?.n)} of ${String(count)} events`);
}

/** Catch-up of one view into PostgreSQL, against a plain ordered read of the same events. */
export async function projections(installation: BenchInstallation, report: Report): Promise<void> {
  const { engine, databases } = installation;
  const pool = openPool(databases.main.office, 'bench projections');
  const store = new PostgresEventStore(pool);
  const runner = (own: Partial<ProjectionsParts>) =>
    new Projections({ ...engine.projections.parts, pool, store, ...own });
  const plainRead = async (after: string) => {
    for (let place = after; ;) {
      const { rows } = await pool.query<{ position: string }>(
        `select * from log.events where position > $1 order by position limit 4000`,
        [place],
      );
      const last = rows.at(-1);
      if (!last) return;
      place = last.position;
      // What it leaves behind would be collected on the time of the projection.
      rows.length = 0;
    }
  };
  try {
    await recordActions(installation);
    const caseFile = runner({
      views: engine.projections.parts.views.filter(({ view }) => view.name === 'case_file'),
    });
    const sealed = Number(await store.head());
    const [read = 0, folded = 0] = await interleaved(rounds, [
      { count: sealed + 1, run: () => plainRead('-1') },
      { count: sealed, run: () => again(caseFile, 'case_file', '-1', sealed) },
    ]);
    report.add({ name: 'sealed events: plain ordered read', value: read, unit: 'events/s' });
    report.add({
      name: 'sealed events: projection of one view',
      value: folded,
      unit: 'events/s',
      mark: { atLeast: 10_000 },
    });

    await appendOpen(store);
    const summing = runner({
      views: [sums],
      read: ({ index, stream, version, type, body }) => ({
        index,
        stream,
        version,
        event: { type, data: JSON.parse(body) as Record<string, unknown> },
        sealedAt: 0,
        recordedOn: '2026-03-02',
        leafHash: '',
        pub: null,
        presentation: '',
      }),
    });
    const from = String(sealed);
    await ensureViews(summing);
    const [openRead = 0, openFolded = 0] = await interleaved(rounds, [
      { count: openEvents, run: () => plainRead(from) },
      { count: openEvents, run: () => again(summing, 'bench_sums', from, openEvents) },
    ]);
    report.add({ name: 'open events: plain ordered read', value: openRead, unit: 'events/s' });
    report.add({
      name: 'open events of 200 bytes: projection of one view',
      value: openFolded,
      unit: 'events/s',
      mark: { atLeast: 100_000 },
    });
  } finally {
    await store.close();
    await pool.end();
  }
}
