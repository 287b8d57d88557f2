import { createHash } from 'node:crypto';
import {
  canonicalJson,
  Conflict,
  dayIn,
  EventSkipped,
  logStream,
  Refused,
  Unavailable,
  type Principal,
} from '#kernel';
import type { StoredEvent } from '#event-store';
import { goOn, readCheckpoints, skippedBy, type Checkpoint, type Projections } from '#projections';
import type { DecisionsParts, Taken } from './decisions.js';
import { sealAll } from './seal-events.js';

/** That a view shall pass over the event at which it stands stopped. */
export interface SkipWish {
  readonly view: string;
  /** Leaf index of that event: who asks has seen at which one it stands. */
  readonly index: number;
  readonly reason: string;
  readonly actor: Principal;
}

export interface SkipParts extends DecisionsParts {
  readonly projections: Projections;
}

/** Times that it is written again after somebody else wrote into the log's stream first. */
const attempts = 5;

/**
 * Records that a view passes over the event at which it stands stopped, and lets it go on. The same skip has one effect:
 * its command id is made of the view, its version and the event.
 * @throws Denied without the grant `views.skip` · Refused `views.not-stopped-there` · Invalid
 */
export async function skipEvent(parts: SkipParts, wish: SkipWish): Promise<Taken> {
  const role = parts.access.require(wish.actor, 'views.skip');
  for (let attempt = 1; ; attempt += 1) {
    const stands = await liveView(parts, wish.view);
    const { last, before } = await alreadySkipped(parts, wish, stands.version);
    const isThere = await standsAt(parts, stands, wish.index);
    if (before) {
      if (isThere) await goOn(parts.projections.parts.pool, stands);
      return { position: before.position, receipt: before.leaf, events: 0 };
    }
    if (!isThere) throw new Refused('views.not-stopped-there', ['index']);
    const now = Math.max(parts.clock.now(), last?.recordedAt ?? 0);
    const event = EventSkipped({
      view: wish.view,
      viewVersion: stands.version,
      index: wish.index,
      on: dayIn(parts.zone, now),
      reason: wish.reason,
    });
    const inputSalt = parts.random(16).toString('base64url');
    const input = canonicalJson({ kind: 'SkipEvent', data: event.data });
    const inputDigest = createHash('sha256').update(inputSalt).update(input).digest('base64url');
    const id = `skip:${wish.view}/${String(stands.version)}/${String(wish.index)}`;
    const history = {
      version: last?.version ?? -1,
      publication: { publicity: 'public' as const, entries: 0, prev: null },
    };
    const drafts = await sealAll(parts, history, [event], {
      stream: logStream,
      ref: null,
      by: { role, id: wish.actor.id },
      now,
      command: { id, inputSalt, inputDigest },
    });
    const stored = drafts.map((draft) => draft.stored);
    try {
      const { lastPosition } = await parts.store.append(logStream, history.version, stored);
      await goOn(parts.projections.parts.pool, stands);
      return { position: lastPosition, receipt: stored[0]?.leaf ?? null, events: 1 };
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      if (attempt < attempts) continue;
      throw new Unavailable(
        'Others kept writing to the log’s own stream',
        'Send the same command again.',
        'TOO_BUSY',
        { cause: error },
      );
    }
  }
}

async function liveView({ projections }: SkipParts, view: string): Promise<Checkpoint> {
  const checkpoints = await readCheckpoints(projections.parts.pool);
  const found = checkpoints.find(({ name, live }) => live && name === view);
  if (!found) throw new Refused('views.not-stopped-there', ['view']);
  return found;
}

/** Whether the view stands stopped at the event of this index. */
async function standsAt(
  { store }: SkipParts,
  { position, stopped }: Checkpoint,
  index: number,
): Promise<boolean> {
  if (!stopped) return false;
  const [next] = await store.readAll(position, 1);
  return next?.position === stopped.at && next.index === index;
}

/** The newest event of the log's own stream, and the one that recorded this very skip, if one did. */
async function alreadySkipped(
  { store }: SkipParts,
  { view, index }: SkipWish,
  version: number,
): Promise<{ last: StoredEvent | undefined; before: StoredEvent | undefined }> {
  let last: StoredEvent | undefined;
  let before: StoredEvent | undefined;
  for await (const stored of store.readStream(logStream)) {
    const skipped = skippedBy(stored);
    if (skipped?.view === view && skipped.viewVersion === version && skipped.index === index)
      before = stored;
    last = stored;
  }
  return { last, before };
}
