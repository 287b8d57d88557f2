import {
  isNarrative,
  narrativeText,
  type Catalogue,
  type EventDefinition,
  type FieldClass,
  type Json,
  type Narrative,
  type Principal,
} from '#kernel';
import type { Access, ReadAudit } from '#access';
import type { EventStore, StoredEvent } from '#event-store';
import { kidsOf, openedData, openStored } from '#sealing';
import type { Vault } from '#vault';

/** A field of a recorded event as its reader may see it. `locked`: its key was not had, or is no more. */
export interface ReadField {
  readonly name: string;
  readonly class: FieldClass;
  readonly value: Json | null;
  readonly locked: boolean;
}

/** A recorded event, opened for one reader. */
export interface ReadEvent {
  readonly index: number;
  readonly version: number;
  readonly type: string;
  readonly visibility: 'public' | 'sealed';
  readonly fields: readonly ReadField[];
}

/** Opens sealed windows for people. Every opening is in the read audit, durably, before the answer. */
export class Readings {
  constructor(
    private readonly store: EventStore,
    private readonly vault: Vault,
    private readonly access: Access,
    private readonly audit: ReadAudit,
    private readonly catalogue: Catalogue,
  ) {}

  /**
   * Events of a stream from a version on, newest last.
   * @throws Denied · Unavailable when the audit row is not durable: then nothing is read
   */
  async open(
    principal: Principal,
    operation: string,
    stream: string,
    from: number,
    limit: number,
  ): Promise<ReadEvent[]> {
    this.access.require(principal, operation);
    const events: StoredEvent[] = [];
    for await (const event of this.store.readStream(stream, from)) {
      if (events.push(event) >= limit) break;
    }
    if (events.length === 0) return [];
    const indexes = [events[0]?.index ?? 0, events.at(-1)?.index ?? 0];
    await this.audit.append({
      principal,
      operation,
      subject: stream,
      detail: { indexes, classes: ['procedure', 'panel', 'personal'] },
    });
    const keys = await this.vault.keys([...new Set(events.flatMap(kidsOf))]);
    return events.map((event) => this.read(event, openStored(event, keys)));
  }

  private read(
    event: StoredEvent,
    { leaf, windows, lockedKids }: ReturnType<typeof openStored>,
  ): ReadEvent {
    const data = openedData(windows);
    // Under which key each field is sealed, the absent ones too: locked is what a missing key could have opened.
    const kids = (windows.get('/kids') ?? {}) as Readonly<Record<string, string>>;
    const { fields } = this.catalogue.of(event.type) as EventDefinition;
    return {
      index: event.index,
      version: event.version,
      type: event.type,
      visibility: leaf.vis,
      fields: Object.entries(fields).map(([name, field]) => {
        const value = data[name];
        const segments =
          isNarrative(field.type) && Array.isArray(value) ? (value as (string | null)[]) : null;
        return {
          name,
          class: field.class,
          value: segments
            ? narrativeText(segments.map((text): Narrative[number] => ({ text: text ?? '…' })))
            : (value ?? null),
          // An absent field has no window either; only where a key was missing is something locked.
          locked: segments
            ? segments.includes(null)
            : value === undefined && lockedKids.includes(kids[`/data/${name}`] ?? ''),
        };
      }),
    };
  }
}
