import { dayIn, type AnyEvent, type Catalogue, type PublicEntry, type Recorded } from '#kernel';
import type { StoredEvent } from '#event-store';
import { openedData, openForViews } from '#sealing';
import { leafHash } from '#tlog';

/**
 * Reads stored events as views fold them: opened with no key at all, so that only what is open is there.
 * @throws Corrupt for one whose body does not open its leaf, and for a type that this version does not know
 */
export function recordedReader(
  catalogue: Catalogue,
  zone: string,
): (stored: StoredEvent) => Recorded<AnyEvent> {
  const openFields = new Map<string, readonly string[]>();
  return (stored) => {
    const { type, index, stream, version } = stored;
    const names = openFields.get(type) ?? catalogue.openFields(type);
    openFields.set(type, names);
    const { leaf, windows, presentation } = openForViews(stored, names);
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
      leafHash: leafHash(stored.leaf),
      pub: (windows.get('/pub') ?? null) as PublicEntry | null,
      presentation,
    };
  };
}
