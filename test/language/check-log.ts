import {
  canonicalJson,
  publish,
  releasesAfter,
  releaseType,
  unpublished,
  afterPublishing,
  type Json,
  type Publication,
  type PublishedEntry,
} from '#kernel';
import type { Engine } from '#engine';
import type { StoredEvent } from '#event-store';
import { kidsOf, openedData, openStored, verifyLeafSignature } from '#sealing';
import { leafHash } from '#tlog';

/**
 * Audits a whole log: positions and versions dense, every leaf signed by a key of leaf 0 and of one size, every window
 * opens and belongs to its leaf, `vis` and `pub` follow from the events before, what a raise of the level releases follows
 * on it and nothing else does, times never go back within a stream.
 * Called after every test that writes. Throws with the first index that is wrong.
 */
export async function checkLog(engine: Engine): Promise<{ size: number }> {
  const versions = new Map<
    string,
    { version: number; recordedAt: number; publication: Publication; due: Releases }
  >();
  const eventIds = new Set<string>();
  let sealingKeys: Parameters<typeof verifyLeafSignature>[1] = [];
  let size = 0;
  for (;;) {
    const page: readonly StoredEvent[] = await engine.store.readAll(
      size === 0 ? null : String(size - 1),
      500,
    );
    if (page.length === 0) {
      if ([...versions.values()].some(({ due }) => due.length > 0))
        throw new Error('a case was made public and its earlier steps were not released');
      return { size };
    }
    for (const stored of page) {
      const wrong = (what: string) => new Error(`index ${String(stored.index)}: ${what}`);
      if (stored.index !== size) throw wrong('positions are not dense');
      const { leaf, windows, lockedKids } = openStored(
        stored,
        await engine.vault.keys(kidsOf(stored)),
      );
      if (lockedKids.length > 0) throw wrong('a window does not open');
      if (size === 0)
        sealingKeys = openedData(windows)['sealingKeys'] as unknown as typeof sealingKeys;
      verifyLeafSignature(stored.leaf, sealingKeys);
      if (leaf.iss !== engine.installation.origin) throw wrong('another origin');
      if (eventIds.has(stored.eventId)) throw wrong('an event id stands twice');
      eventIds.add(stored.eventId);
      const before = versions.get(stored.stream) ?? {
        version: -1,
        recordedAt: 0,
        publication: unpublished,
        due: [],
      };
      if (stored.version !== before.version + 1)
        throw wrong('versions of its stream are not dense');
      if (stored.recordedAt < before.recordedAt) throw wrong('time goes back');
      const definition = engine.catalogue.of(stored.type);
      const names = engine.catalogue.openFields(stored.type);
      const open = Object.fromEntries(
        Object.entries(openedData(windows)).filter(([name]) => names.includes(name)),
      );
      const ref = typeof open['case'] === 'string' ? open['case'] : null;
      const expected = publish(definition, open, ref, before.publication);
      if (leaf.vis !== expected.vis)
        throw wrong('its visibility does not follow from its type and case');
      if (
        JSON.stringify(sorted(windows.get('/pub') as PublishedEntry | undefined)) !==
        JSON.stringify(sorted(expected.pub ?? undefined))
      ) {
        throw wrong('its public entry does not follow from its fields');
      }
      const [next, ...rest] = before.due;
      if (next ? next.type !== stored.type : stored.type === releaseType)
        throw wrong('a release does not stand right after what raised the level');
      if (next && canonicalJson(next.data as unknown as Json) !== canonicalJson(open))
        throw wrong('a release does not show what waited for it');
      const publication = afterPublishing(
        before.publication,
        definition,
        open,
        leaf.vis,
        leafHash(stored.leaf).toString('hex'),
      );
      versions.set(stored.stream, {
        version: stored.version,
        recordedAt: stored.recordedAt,
        publication,
        due: [
          ...rest,
          ...(ref !== null && expected.pub
            ? releasesAfter(before.publication, publication, ref, expected.pub.date)
            : []),
        ],
      });
      size += 1;
    }
  }
}

type Releases = ReturnType<typeof releasesAfter>;

const sorted = (value: object | undefined) =>
  value === undefined
    ? null
    : Object.fromEntries(
        Object.entries(value)
          .filter(([, v]) => v !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      );
