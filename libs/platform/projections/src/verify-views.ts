import { Misconfigured } from '#kernel';
import {
  begin,
  fill,
  forgetOld,
  onSite,
  type Building,
  type Site,
  type Watching,
} from './building.js';
import { readCheckpoints, type Checkpoint } from './checkpoints.js';
import { digestOfRows } from './digest.js';
import type { Projections } from './projections.js';
import type { Rebuilt } from './rebuild.js';
import { transaction } from './transaction.js';
import { ViewTable, type ProjectedView } from './view-table.js';

/** What was built beside a live view, and whether the live one is the same. */
export interface Verified extends Rebuilt {
  /** Digest of the live view at the same place of the log. */
  readonly live: string;
  readonly equal: boolean;
}

/**
 * Builds views beside the live ones, compares their digests at the same place of the log and throws the copies away. The
 * live views go on serving and are not touched.
 */
export function verifyViews(
  projections: Projections,
  chosen: readonly ProjectedView[],
  watching: Watching = {},
): Promise<Verified[]> {
  return onSite(projections, watching, async (site) => {
    const started = performance.now();
    const building = await begin(site, chosen);
    try {
      // The long way in one reading, no view further than the live one; then the last steps of each by itself.
      const checkpoints = await readCheckpoints(projections.parts.pool);
      await fill(site, building, (view) => liveOf(checkpoints, view).position);
      const verified: Verified[] = [];
      for (const one of building) {
        const compared = await compare(site, one);
        const seconds = Math.round(performance.now() - started) / 1000;
        const { name, version } = one.projected.view;
        verified.push({ name, version, events: one.events, ...compared, seconds });
      }
      return verified;
    } finally {
      await forgetOld(site, chosen);
    }
  });
}

/** Holds the live view as it is at one moment, takes the copy to the very place where it stands then, and compares. */
async function compare(
  site: Site,
  one: Building,
): Promise<Pick<Verified, 'rows' | 'digest' | 'live' | 'equal'>> {
  const { pool } = site.projections.parts;
  return transaction(pool, async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    const { name } = one.projected.view;
    const { position, generation } = liveOf(await readCheckpoints(client), name);
    await fill(site, [one], () => position);
    const live = await digestOfRows(new ViewTable(one.projected, generation).rows(client));
    const { rows, digest } = await digestOfRows(one.table.rows(pool));
    return { rows, digest, live: live.digest, equal: live.digest === digest };
  });
}

function liveOf(checkpoints: readonly Checkpoint[], view: string): Checkpoint {
  const found = checkpoints.find(({ name, live }) => live && name === view);
  if (!found)
    throw new Misconfigured(
      `View ${view} is not there`,
      'log.projection',
      'Run `daylight rebuild`.',
    );
  return found;
}
