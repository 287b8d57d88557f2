import { createHash } from 'node:crypto';
import { canonicalJson, Misconfigured, type Json } from '#kernel';
import { comparePositions } from '#event-store';
import { addCheckpoint, readCheckpoints, type Checkpoint } from './checkpoints.js';
import type { Projections } from './projections.js';
import { transaction } from './transaction.js';
import { schemaOf, ViewTable, type ProjectedView } from './view-table.js';

/** What a rebuild made. */
export interface Rebuilt {
  readonly name: string;
  readonly version: number;
  readonly events: number;
  readonly rows: number;
  /** SHA-256 of the rows as canonical JSON, a line each, in key order. */
  readonly digest: string;
  readonly seconds: number;
}

/** Makes the live generation of every view that has none, or one of another version. */
export async function ensureViews(projections: Projections): Promise<void> {
  const live = (await readCheckpoints(projections.parts.pool)).filter(
    (checkpoint) => checkpoint.live,
  );
  for (const projected of projections.parts.views) {
    const there = live.find(({ name }) => name === projected.view.name);
    if (there && there.version > projected.view.version) {
      throw new Misconfigured(
        `View ${there.name} has version ${String(there.version)}, this program knows ${String(projected.view.version)}`,
        'log.projection',
        'Start the newer version that built it.',
      );
    }
    if (there?.version !== projected.view.version) await rebuild(projections, projected);
  }
}

/**
 * Builds a view afresh beside the live one and puts it in its place in one transaction: readers never see a half-built
 * view, and a live runner that still writes the old generation meets its fence.
 */
export async function rebuild(
  projections: Projections,
  projected: ProjectedView,
  onProgress: (events: number) => void = () => undefined,
): Promise<Rebuilt> {
  const { pool, clock } = projections.parts;
  const started = clock.now();
  const table = await begin(projections, projected);
  let events = 0;
  let swapped = false;
  while (!swapped) {
    events += await fill(projections, projected, table, (n) => {
      onProgress(events + n);
    });
    swapped = await swap(projections, projected, table);
  }
  const { rows, digest } = await digestOfRows(table.rows(pool));
  const { name, version } = projected.view;
  return { name, version, events, rows, digest, seconds: (clock.now() - started) / 1000 };
}

async function begin(projections: Projections, projected: ProjectedView): Promise<ViewTable> {
  const { view } = projected;
  return transaction(projections.parts.pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext($1))`, [
      `daylight view ${view.name}`,
    ]);
    const generations = (await readCheckpoints(client)).filter(({ name }) => name === view.name);
    // What an interrupted rebuild left is thrown away: it starts again from the first event.
    for (const left of generations.filter(({ live }) => !live))
      await forget(client, projected, left);
    const table = new ViewTable(
      projected,
      Math.max(0, ...generations.map(({ generation }) => generation)) + 1,
    );
    await table.create(client);
    await addCheckpoint(client, view.name, table.generation, view.version, table.name);
    return table;
  });
}

async function fill(
  projections: Projections,
  projected: ProjectedView,
  table: ViewTable,
  onProgress: (events: number) => void,
): Promise<number> {
  for (let events = 0; ;) {
    const checkpoint = await generationOf(projections, projected.view.name, table.generation);
    const page = await projections.page(checkpoint.position);
    const moved = await projections.fold(projected, checkpoint, page);
    if (!moved) return events;
    events += page.length;
    onProgress(events);
  }
}

/** Puts the new generation live, unless the old one went further meanwhile. */
async function swap(
  projections: Projections,
  projected: ProjectedView,
  table: ViewTable,
): Promise<boolean> {
  const { view } = projected;
  return transaction(projections.parts.pool, async (client) => {
    await client.query(`select from log.projection where name = $1 for update`, [view.name]);
    const generations = (await readCheckpoints(client)).filter(({ name }) => name === view.name);
    const fresh = generations.find(({ generation }) => generation === table.generation);
    const old = generations.find(({ live }) => live);
    if (!fresh)
      throw new Misconfigured(
        `Two rebuilds of ${view.name} ran at once`,
        'rebuild',
        'Run it again, once.',
      );
    if (old && old.stopped === null && comparePositions(old.position, fresh.position) > 0) {
      if (fresh.stopped) throw stopped(view.name, fresh.stopped);
      return false;
    }
    await table.publish(client, schemaOf(view) === 'public' ? projections.parts.reader : null);
    if (old) await forget(client, projected, old);
    await client.query(
      `update log.projection set live = true, status = case when stopped_at is null then 'live' else status end where name = $1 and generation = $2`,
      [view.name, table.generation],
    );
    return true;
  });
}

/** Readers keep the old one, which went further. */
const stopped = (name: string, { at, reason }: NonNullable<Checkpoint['stopped']>) =>
  new Misconfigured(
    `View ${name} cannot be built beyond position ${at}: ${reason}`,
    'log.projection',
    'The view that was live stays. Start the version before, and report this one.',
  );

async function forget(
  client: Parameters<ViewTable['drop']>[0],
  { view, columns }: ProjectedView,
  { generation, version }: Checkpoint,
): Promise<void> {
  await new ViewTable({ view: { ...view, version }, columns }, generation).drop(client);
  await client.query(`delete from log.projection where name = $1 and generation = $2`, [
    view.name,
    generation,
  ]);
}

async function generationOf(
  projections: Projections,
  view: string,
  generation: number,
): Promise<Checkpoint> {
  const found = (await readCheckpoints(projections.parts.pool)).find(
    (c) => c.name === view && c.generation === generation,
  );
  if (!found)
    throw new Misconfigured(
      `Two rebuilds of ${view} ran at once`,
      'rebuild',
      'Run it again, once.',
    );
  return found;
}

export async function digestOfRows(
  rows: AsyncIterable<object>,
): Promise<{ rows: number; digest: string }> {
  const hash = createHash('sha256');
  let count = 0;
  for await (const row of rows) {
    hash.update(canonicalJson(row as Json)).update('\n');
    count += 1;
  }
  return { rows: count, digest: hash.digest('hex') };
}
