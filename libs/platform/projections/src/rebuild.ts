import { Misconfigured } from '#kernel';
import { comparePositions } from '#event-store';
import {
  begin,
  fill,
  forgetOld,
  insist,
  onSite,
  type Building,
  type Site,
  type Watching,
} from './building.js';
import { readCheckpoints, type Checkpoint } from './checkpoints.js';
import { digestOfRows } from './digest.js';
import type { Projections } from './projections.js';
import { schemaOf, type ProjectedView } from './view-table.js';

/** What a rebuild made. */
export interface Rebuilt {
  readonly name: string;
  readonly version: number;
  /** Events of the log that it passed. */
  readonly events: number;
  readonly rows: number;
  /** SHA-256 of the rows as canonical JSON, a line each, in key order. */
  readonly digest: string;
  readonly seconds: number;
}

/** Makes the live generation of every view that has none, or one of another version. */
export async function ensureViews(projections: Projections): Promise<void> {
  if ((await missing(projections)).length === 0) return;
  // Another process that starts may have made them while this one waited.
  await onSite(projections, {}, async (site) => build(site, await missing(projections)));
}

async function missing({ parts }: Projections): Promise<ProjectedView[]> {
  const live = (await readCheckpoints(parts.pool)).filter((checkpoint) => checkpoint.live);
  return parts.views.filter(({ view }) => {
    const there = live.find(({ name }) => name === view.name);
    if (there && there.version > view.version) {
      throw new Misconfigured(
        `View ${there.name} has version ${String(there.version)}, this program knows ${String(view.version)}`,
        'log.projection',
        'Start the newer version that built it.',
      );
    }
    return there?.version !== view.version;
  });
}

/**
 * Builds views afresh beside the live ones, in one reading of the log, and puts each in its place in one transaction:
 * readers never see a half-built view, and a live runner that still writes the old generation meets its fence.
 */
export function rebuildViews(
  projections: Projections,
  chosen: readonly ProjectedView[],
  watching: Watching = {},
): Promise<Rebuilt[]> {
  return onSite(projections, watching, (site) => build(site, chosen));
}

/** As `rebuildViews`, for one. */
export async function rebuild(
  projections: Projections,
  projected: ProjectedView,
  watching: Watching = {},
): Promise<Rebuilt> {
  const [rebuilt] = await rebuildViews(projections, [projected], watching);
  return rebuilt as Rebuilt;
}

async function build(site: Site, chosen: readonly ProjectedView[]): Promise<Rebuilt[]> {
  const { pool } = site.projections.parts;
  const started = performance.now();
  const building = await begin(site, chosen);
  const failures: Misconfigured[] = [];
  for (let left: readonly Building[] = building; left.length > 0;) {
    await fill(site, left);
    const behind: Building[] = [];
    for (const one of left) {
      const swapped = await swap(site, one);
      if (swapped instanceof Misconfigured) failures.push(swapped);
      else if (!swapped) behind.push(one);
    }
    left = behind;
  }
  await forgetOld(site, chosen);
  if (failures[0]) throw failures[0];
  const rebuilt: Rebuilt[] = [];
  for (const { projected, table, events } of building) {
    const { name, version } = projected.view;
    const { rows, digest } = await digestOfRows(table.rows(pool));
    const seconds = Math.round(performance.now() - started) / 1000;
    rebuilt.push({ name, version, events, rows, digest, seconds });
  }
  return rebuilt;
}

/** Puts the new generation live. False when the old one went further meanwhile; a failure when this one cannot. */
async function swap(
  { projections: { parts } }: Site,
  { projected, table }: Building,
): Promise<boolean | Misconfigured> {
  const { view } = projected;
  return insist(parts.pool, async (client) => {
    // The live runner waits here, and finds afterwards that its generation is not the live one any more.
    await client.query(`select from log.projection where name = $1 for update`, [view.name]);
    const generations = (await readCheckpoints(client)).filter(({ name }) => name === view.name);
    const fresh = generations.find(({ generation }) => generation === table.generation);
    const old = generations.find(({ live }) => live);
    if (!fresh)
      throw new Misconfigured(
        `What was built of ${view.name} is gone`,
        'log.projection',
        'The view that was live stays. Run the rebuild again.',
      );
    if (old && old.stopped === null && comparePositions(old.position, fresh.position) > 0) {
      if (fresh.stopped) return stopped(view.name, fresh.stopped);
      return false;
    }
    await table.publish(client, schemaOf(view) === 'public' ? parts.reader : null);
    if (old)
      await client.query(
        `update log.projection set live = false, status = 'replaced' where name = $1 and generation = $2`,
        [view.name, old.generation],
      );
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
