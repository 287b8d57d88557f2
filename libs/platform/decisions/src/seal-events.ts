import {
  afterPublishing,
  fieldsOf,
  isNarrative,
  publish,
  releasesAfter,
  type AnyDefinition,
  type AnyEvent,
  type Catalogue,
  type EventDefinition,
  type Instant,
  type Narrative,
  type PersonalField,
} from '#kernel';
import type { NewEvent } from '#event-store';
import { seal, type Envelope, type Random, type Signer } from '#sealing';
import { leafHash } from '#tlog';
import { eventIdOf, type Vault } from '#vault';
import type { Fact, StreamHistory } from './stream-history.js';

interface SealingParts {
  readonly vault: Vault;
  readonly catalogue: Catalogue;
  readonly signer: Signer;
  readonly random: Random;
}

/** What the events of one command have in common. `ref` is null in the log's own stream. */
export interface Occasion {
  readonly stream: string;
  readonly ref: string | null;
  readonly by: Envelope['actor'];
  readonly now: Instant;
  readonly command: NonNullable<Envelope['command']>;
}

/** A sealed event, and the fact that the next decision on its stream folds. Its position is not known yet. */
export interface SealedDraft {
  readonly stored: NewEvent;
  readonly fact: Omit<Fact, 'position'>;
}

/**
 * Seals the events of one command after a stream's history: one after the other, since each names the leaf before it. On
 * one that makes a case public follows at once what releases the case's earlier steps.
 */
export async function sealAll(
  { vault, catalogue, signer, random }: SealingParts,
  history: Pick<StreamHistory, 'version' | 'publication'>,
  events: readonly AnyEvent[],
  { stream, ref, by, now, command }: Occasion,
): Promise<SealedDraft[]> {
  const drafts: SealedDraft[] = [];
  let { publication } = history;
  const due = [...events];
  for (let event = due.shift(); event; event = due.shift()) {
    const ordinal = drafts.length;
    const definition = catalogue.of(event.type);
    const open = pick(event.data, fieldsOf(definition, 'open'));
    const { vis, pub } = publish(definition, open, ref, publication);
    const version = history.version + 1 + ordinal;
    const eventId = eventIdOf(signer.origin, command.id, ordinal);
    const keys = await vault.keyring(stream, definition.audience, personsOf(definition, event));
    const envelope = {
      stream,
      version,
      eventId,
      recordedAt: now,
      occurredAt: null,
      actor: by,
      command,
      vis,
      pub,
    };
    const bytes = seal(definition, event, envelope, keys, signer, random);
    const before = publication;
    publication = afterPublishing(
      before,
      definition,
      open,
      vis,
      leafHash(bytes.leaf).toString('hex'),
    );
    if (ref !== null && pub) due.unshift(...releasesAfter(before, publication, ref, pub.date));
    const { type } = event;
    drafts.push({
      stored: { ...bytes, eventId, type, schemaVersion: definition.version, recordedAt: now },
      fact: {
        type,
        version,
        recordedAt: now,
        leaf: bytes.leaf,
        vis,
        data: pick(event.data, fieldsOf(definition, 'open', 'procedure')),
        command,
      },
    });
  }
  return drafts;
}

const pick = (data: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => (data[name] === undefined ? [] : [[name, data[name]]])),
  );

/** Everyone under whose key a part of this event is sealed. */
function personsOf(definition: AnyDefinition, event: AnyEvent): string[] {
  return Object.entries((definition as EventDefinition).fields).flatMap(([name, field]) => {
    const value = event.data[name];
    if (value === undefined) return [];
    if (field.class === 'personal') {
      const person = event.data[(field as PersonalField<unknown, string>).about];
      return typeof person === 'string' ? [person] : [];
    }
    return isNarrative(field.type) ? (value as Narrative).flatMap(({ about }) => about ?? []) : [];
  });
}
