import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { StoredEvent } from '#event-store';
import { systemClock } from '#kernel';
import { withClient } from '#platform/postgres';
import { Importer } from '../../apps/daylight/src/import/importer.js';
import type { BenchInstallation } from './bench-installation.js';
import { seconds, type Report } from './report.js';

/** Real actions; not part of the product, so the benchmark says when they are missing. */
const file = fileURLToPath(
  new URL('../../../../shared/data/incidents/actions.ndjson.gz', import.meta.url),
);
const rowsAtOnce = 256;

/** 65,533 real actions in 7,554 cases, and the read models caught up. */
export async function incidents(installation: BenchInstallation, report: Report): Promise<void> {
  if (!existsSync(file)) {
    console.log(`skipped: no ${file}`);
    return;
  }
  const { engine } = installation;
  const request = { file, source: 'incidents', map: null, strict: false, dryRun: false };
  const importer = new Importer(
    engine,
    request,
    () => undefined,
    () => systemClock.now(),
  );
  let written = 0;
  const importing = await seconds(async () => {
    ({ written } = await importer.run());
  });
  const projecting = await seconds(async () => {
    while (await engine.projections.advance());
  });
  const rate = written / (importing + projecting);
  const { rows, took } = await rawUnnest(installation);
  report.add({ name: 'import of incidents, alone', value: written / importing, unit: 'actions/s' });
  report.add({
    name: 'import of incidents, read models caught up',
    value: rate,
    unit: 'actions/s',
    mark: { atLeast: 1500 },
    note: `${String(written)} actions`,
  });
  report.add({ name: 'the same bytes by 256-row unnest', value: rows / took, unit: 'events/s' });
  report.add({
    name: 'import ÷ 256-row unnest',
    value: rate / (rows / took),
    unit: '×',
    mark: { atLeast: 0.5 },
  });
}

/** Inserts the rows of the log into a table like it, 256 at a time, one commit each. */
async function rawUnnest({ engine, databases }: BenchInstallation) {
  return withClient(databases.main.owner, async (client) => {
    await client.query(`create schema if not exists bench; drop table if exists bench.bulk;
      create table bench.bulk (like log.events including all)`);
    let [rows, took] = [0, 0];
    for (let after: string | null = null; ;) {
      const page: readonly StoredEvent[] = await engine.store.readAll(after, rowsAtOnce);
      const last = page.at(-1);
      if (!last) return { rows, took };
      after = last.position;
      rows += page.length;
      const column = <T>(of: (event: StoredEvent) => T) => page.map(of);
      took += await seconds(() =>
        client.query({
          name: 'bulk',
          text: `insert into bench.bulk select position, stream, version, event_id, type, schema_version, to_timestamp(at / 1000.0), leaf, body
            from unnest($1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::smallint[], $7::bigint[], $8::text[], $9::text[])
            as e(position, stream, version, event_id, type, schema_version, at, leaf, body)`,
          values: [
            column((e) => e.position),
            column((e) => e.stream),
            column((e) => e.version),
            column((e) => e.eventId),
            column((e) => e.type),
            column((e) => e.schemaVersion),
            column((e) => e.recordedAt),
            column((e) => e.leaf),
            column((e) => e.body),
          ],
        }),
      );
    }
  });
}
