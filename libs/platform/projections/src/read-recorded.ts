import {
  dayIn,
  type AnyEvent,
  type Catalogue,
  type PublicEntry,
  type PublishedEntry,
  type Recorded,
} from '#kernel';
import type { StoredEvent } from '#event-store';
import { openedData, openForViews } from '#sealing';
import { leafHash } from '#tlog';

/**
 * Reads a stored event as views fold it.
 * @param released the entry by which a later event made this sealed one public
 */
export type Reader = (stored: StoredEvent, released?: PublishedEntry) => Recorded<AnyEvent>;

/**
 * Reads stored events as views fold them: opened with no key at all, so that only what is open is there.
 * @throws Corrupt for one whose body does not open its leaf, and for a type that this version does not know
 */
export function recordedReader(catalogue: Catalogue, zone: string): Reader {
  const openFields = new Map<string, readonly string[]>();
  return (stored, released) => {
    const { type, index, stream, version } = stored;
    const names = openFields.get(type) ?? catalogue.openFields(type);
    openFields.set(type, names);
    const { leaf, windows, presentation } = openForViews(stored, names, released !== undefined);
    const opened = openedData(windows);
    const data: Record<string, unknown> = {};
    for (const name of names) if (Object.hasOwn(opened, name)) data[name] = opened[name];
    return {
      index,
      stream,
      version,
      event: { type, data },
      sealedAt: leaf.iat * 1000,
      recordedOn: dayIn(zone, stored.recordedAt),
      leafHash: leafHash(stored.leaf).toString('hex'),
      pub: released ?? ((windows.get('/pub') ?? null) as PublicEntry | null),
      presentation,
    };
  };
}
