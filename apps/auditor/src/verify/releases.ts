import { entriesOf, releaseType, type PublishedEntry, type ShownEntry } from '#kernel';
import { entryOf, type PublicEvent } from '../reading/public-event.js';
import type { Shown } from '../reading/lines.js';
import type { Check } from './check.js';

/** An earlier event with the entry that a release makes of it. */
export interface Released {
  readonly event: PublicEvent;
  readonly pub: PublishedEntry;
}

interface Pending {
  readonly event: PublicEvent;
  readonly line: Shown;
}

export const isRelease = ({ type }: PublicEvent): boolean => type === releaseType;
export const shownBy = ({ data }: PublicEvent): readonly ShownEntry[] =>
  data['shows'] as unknown as readonly ShownEntry[];

/**
 * 6: sealed leaves whose windows are shown, and the releases that name them. A release names its steps by their version
 * within the case, which no reader of leaves knows; but it shows all that waited, in the order of recording, so that they
 * are the shown leaves of the case in their order. Where a line says its release and place, that has to be the same.
 * Holds what is shown until its release comes.
 */
export class Releases {
  private readonly pending = new Map<string, Pending[]>();

  constructor(private readonly check: Check) {}

  /** A sealed leaf whose windows are shown. */
  shown(event: PublicEvent, line: Shown): void {
    const { ref, index } = event;
    if (ref === null) {
      this.check.fail({ index, message: 'a sealed act of the log is shown' });
      return;
    }
    const held = this.pending.get(ref) ?? [];
    held.push({ event, line });
    this.pending.set(ref, held);
  }

  /** The events that a release shows, each with its entry. */
  released(release: PublicEvent): readonly Released[] {
    const { index, leafHash, ref } = release;
    const shows = shownBy(release);
    const held = this.pending.get(ref ?? '') ?? [];
    const entries = entriesOf(release.pub as PublishedEntry, shows, leafHash);
    if (held.length < entries.length)
      this.check.fail({
        index,
        message: `${String(entries.length - held.length)} of the ${String(entries.length)} earlier steps that it releases are not shown`,
      });
    const taken = held.splice(0, entries.length);
    if (held.length === 0) this.pending.delete(ref ?? '');
    return taken.flatMap((one, at) => {
      const entry = entries[at];
      if (!entry) return [];
      this.compare(one, entry, index, at);
      return [{ event: one.event, pub: entry.pub }];
    });
  }

  private compare(
    { event, line }: Pending,
    { version, pub }: { version: number; pub: PublishedEntry },
    by: number,
    at: number,
  ): void {
    const made = entryOf(event.definition, event.data);
    const isIt =
      made?.kind === pub.kind &&
      made.date === pub.date &&
      (event.rev === null || event.rev === version) &&
      (line.by === undefined || line.by === by) &&
      (line.at === undefined || line.at === at);
    if (!isIt)
      this.check.fail({
        index: event.index,
        message: `it is shown in place of another step that leaf ${String(by)} releases`,
      });
  }

  end(): void {
    for (const [{ event }] of [...this.pending.values()] as [Pending][])
      this.check.fail({
        index: event.index,
        message: 'the windows of a sealed leaf are shown, and no release names it',
      });
  }
}
