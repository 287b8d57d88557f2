import type { JsonWebKey } from 'node:crypto';
import { Corrupt, formatInstant, LogOpened, logFormat } from '#kernel';
import type { StoredEvent } from '#event-store';
import { NotGenuine, openedData, openStored, verifyLeafSignature } from '#sealing';
import { leafHash, TreeRoot } from '#tlog';

/** The last moment that a date can be. */
const latest = 8.64e15;

/** A row that is not what it has to be at its place. The message names no value. */
export class Wrong extends Error {
  override readonly name = 'Wrong';
}

/**
 * Checks a log in order, without any key: positions and versions dense, every leaf signed by a key of leaf 0, every body
 * opening its leaf, every column saying what the leaf says. Holds one number for each stream and one hash for each bit
 * of the size.
 */
export class LogCheck {
  private readonly tree = new TreeRoot();
  private readonly versions = new Map<string, number>();
  private sealingKeys: readonly JsonWebKey[] = [];
  /** Name of the log, from leaf 0. */
  origin = '';

  get size(): number {
    return this.tree.size;
  }

  root(): string {
    return this.tree.root().toString('hex');
  }

  /** The next event. @throws Wrong */
  next(event: StoredEvent): void {
    try {
      this.check(event);
    } catch (error) {
      if (error instanceof Corrupt) throw new Wrong('its body does not open its leaf');
      if (error instanceof NotGenuine) throw new Wrong(error.message);
      throw error;
    }
    this.versions.set(event.stream, event.version);
    this.tree.append(leafHash(event.leaf));
  }

  private check(event: StoredEvent): void {
    const { index, stream, version, leaf: entry } = event;
    if (Math.abs(event.recordedAt) > latest) throw new Wrong('its time is none');
    if (index !== this.size)
      throw new Wrong(`index ${String(index)} stands where ${String(this.size)} should`);
    const { leaf, windows } = openStored(event);
    const columns = {
      type: `${event.type}@${String(event.schemaVersion)}`,
      stream,
      rev: version,
      eid: event.eventId,
      rat: formatInstant(event.recordedAt),
    };
    for (const [slot, value] of Object.entries(columns))
      if (windows.get(`/${slot}`) !== value)
        throw new Wrong(`its column for ${slot} says something else than its leaf`);
    if (version !== (this.versions.get(stream) ?? -1) + 1)
      throw new Wrong('the versions of its stream are not dense');
    if (index === 0) this.begin(event, openedData(windows), leaf.iss);
    if (leaf.iss !== this.origin) throw new Wrong('its leaf is of another log');
    verifyLeafSignature(entry, this.sealingKeys);
  }

  private begin(
    { type }: StoredEvent,
    { format, origin, sealingKeys }: ReturnType<typeof openedData>,
    issuer: string,
  ): void {
    if (type !== LogOpened.type || origin !== issuer || !Array.isArray(sealingKeys))
      throw new Wrong('it does not open a log');
    if (!(Number(format) <= logFormat))
      throw new Wrong(`it opens a log of a newer format than ${String(logFormat)}`);
    this.origin = issuer;
    this.sealingKeys = sealingKeys as readonly JsonWebKey[];
  }
}
