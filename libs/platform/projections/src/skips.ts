import { EventSkipped, logStream, type AnyView } from '#kernel';
import type { EventStore, StoredEvent } from '#event-store';
import { openedData, openStored } from '#sealing';

const none: ReadonlySet<number> = new Set();
const key = (view: string, version: number) => `${view} v${String(version)}`;

/**
 * Which events each version of a view passes over: whatever the log says was skipped. Everything that folds asks here, so
 * that a rebuild and time travel pass over the same events as the live view did.
 */
export class Skips {
  private version = -1;
  private readonly ofView = new Map<string, Set<number>>();

  /** Reads on in the log's own stream from where it was read last. */
  async refresh(store: EventStore): Promise<void> {
    for await (const stored of store.readStream(logStream, this.version + 1)) {
      const skipped = skippedBy(stored);
      if (skipped) {
        const at = key(skipped.view, skipped.viewVersion);
        this.ofView.set(at, (this.ofView.get(at) ?? new Set()).add(skipped.index));
      }
      this.version = stored.version;
    }
  }

  of({ name, version }: AnyView): ReadonlySet<number> {
    return this.ofView.get(key(name, version)) ?? none;
  }
}

/** What an event of the log's own stream skips. One that does not open skips nothing, and stops the views by itself. */
export function skippedBy(
  stored: StoredEvent,
): { readonly view: string; readonly viewVersion: number; readonly index: number } | null {
  if (stored.type !== EventSkipped.type) return null;
  try {
    return openedData(openStored(stored).windows) as ReturnType<typeof skippedBy>;
  } catch {
    return null;
  }
}
