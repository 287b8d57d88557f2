import {
  entriesOf,
  releaseType,
  type AnyEvent,
  type PublishedEntry,
  type Recorded,
  type ShownEntry,
} from '#kernel';
import type { EventStore, StoredEvent } from '#event-store';
import type { Read } from './fold.js';
import type { Reader } from './read-recorded.js';

type Release = Recorded<AnyEvent> & { readonly pub: PublishedEntry };

const isRelease = (recorded: Recorded<AnyEvent> | null): recorded is Release =>
  recorded?.event.type === releaseType && recorded.pub !== null;

const shownBy = ({ event, pub, leafHash }: Release) =>
  entriesOf(pub, event.data['shows'] as readonly ShownEntry[], leafHash);

/**
 * Puts to each release of a page the earlier events that it shows, read as what it makes of them. The log is asked only
 * for those that do not stand on the page itself, once for each stream.
 */
export async function withReleased(
  page: readonly Read[],
  stored: readonly StoredEvent[],
  store: EventStore,
  read: Reader,
): Promise<readonly Read[]> {
  const releases = page.flatMap(({ recorded }) => (isRelease(recorded) ? [recorded] : []));
  if (releases.length === 0) return page;
  const named = await fetched(releases, stored, store);
  const opened = (release: Release): readonly Recorded<AnyEvent>[] | null => {
    try {
      return shownBy(release).map(({ version, pub }) => {
        const event = named.get(release.stream)?.get(version);
        if (!event) throw new Error('a release names what is not there');
        return read(event, pub);
      });
    } catch {
      return null; // public views stop here, as at any event that cannot be read
    }
  };
  return page.map((one) =>
    isRelease(one.recorded) ? { ...one, released: opened(one.recorded) } : one,
  );
}

/** The events that releases name, by stream and version. */
async function fetched(
  releases: readonly Release[],
  page: readonly StoredEvent[],
  store: EventStore,
): Promise<ReadonlyMap<string, ReadonlyMap<number, StoredEvent>>> {
  const named = new Map<string, Map<number, StoredEvent>>();
  for (const stream of new Set(releases.map((release) => release.stream))) {
    const wanted = new Set(
      releases
        .filter((release) => release.stream === stream)
        .flatMap((release) => shownBy(release).map(({ version }) => version)),
    );
    const held = new Map<number, StoredEvent>();
    const take = (event: StoredEvent) => {
      if (wanted.delete(event.version)) held.set(event.version, event);
    };
    page.filter((event) => event.stream === stream).forEach(take);
    named.set(stream, held);
    if (wanted.size === 0) continue;
    const versions = [...wanted].sort((a, b) => a - b);
    const last = versions.at(-1) ?? 0;
    for await (const event of store.readStream(stream, versions[0])) {
      if (event.version > last) break;
      take(event);
    }
  }
  return named;
}
