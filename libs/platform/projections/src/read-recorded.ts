import { dayIn, type AnyEvent, type Catalogue, type PublicEntry, type Recorded } from '#kernel';
import type { StoredEvent } from '#event-store';
import { openedData, openStored, presentationOf } from '#sealing';
import { leafHash } from '#tlog';

/** A stored event as views fold it: opened with no key at all, so that only what is open is there. */
export function readRecorded(
  stored: StoredEvent,
  catalogue: Catalogue,
  zone: string,
): Recorded<AnyEvent> {
  const { leaf, windows } = openStored(stored);
  const names = catalogue.openFields(stored.type);
  const data = Object.fromEntries(
    Object.entries(openedData(windows)).filter(([name]) => names.includes(name)),
  );
  return {
    index: stored.index,
    stream: stored.stream,
    version: stored.version,
    event: { type: stored.type, data },
    sealedAt: leaf.iat * 1000,
    recordedOn: dayIn(zone, stored.recordedAt),
    leafHash: leafHash(stored.leaf),
    pub: (windows.get('/pub') ?? null) as PublicEntry | null,
    presentation: presentationOf(stored, leaf.vis, names),
  };
}
