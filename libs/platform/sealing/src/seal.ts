import {
  formatInstant,
  isNarrative,
  type AnyDefinition,
  type AnyEvent,
  type EventDefinition,
  type Instant,
  type Json,
  type Narrative,
  type PersonalField,
  type PublicEntry,
  type PublishedEntry,
  type Role,
  type Visibility,
} from '#kernel';
import { encryptWindows, type Ciphertext, type SealingKeyOf } from './cipher.js';
import {
  commitElement,
  commitField,
  committedObject,
  decoy,
  operationalSalt,
  personalSalt,
  type slots,
  type Commitment,
  type Random,
} from './disclosure.js';
import { signLeaf, type Signer } from './signer.js';

/** The keys that one event needs. */
export interface Keyring {
  readonly procedure: SealingKeyOf;
  readonly panel: SealingKeyOf;
  /** @throws Invalid when the person was not announced to the vault before sealing */
  person(id: string): SealingKeyOf;
}

/** What surrounds an event in its stream. */
export interface Envelope {
  readonly stream: string;
  readonly version: number;
  readonly eventId: string;
  readonly recordedAt: Instant;
  readonly occurredAt: string | null;
  readonly actor: { readonly role: Role; readonly id: string };
  readonly command: {
    readonly id: string;
    readonly inputSalt: string;
    readonly inputDigest: string;
  } | null;
  readonly vis: Visibility;
  readonly pub: PublicEntry | PublishedEntry | null;
}

/** What is stored of an event, byte for byte: the leaf, and the body that opens it. */
export interface Sealed {
  /** Signed JWT: the bytes that the Merkle tree hashes, and the receipt of whoever wrote. */
  readonly leaf: string;
  /** JSON of `Body`. Only the strings inside are hashed, never the container. */
  readonly body: string;
}

/** `d`: windows in clear (class `open` and the envelope's structure), `enc`: key id → all windows of that key. */
export interface Body {
  readonly ev: string;
  readonly d: Readonly<Record<string, string>>;
  readonly enc: Readonly<Record<string, Ciphertext>>;
}

/** Seals one event: commits each field on its own, encrypts what is not open, signs the leaf. */
export function seal(
  definition: AnyDefinition,
  event: AnyEvent,
  envelope: Envelope,
  keys: Keyring,
  signer: Signer,
  random: Random,
): Sealed {
  const draft = new Draft(keys, random);
  const data = draft.data(definition as EventDefinition, event.data);
  const { actor, command, occurredAt, pub } = envelope;
  const members: Record<(typeof slots)[number], Commitment> = {
    type: draft.clear('/type', 'type', `${definition.type}@${String(definition.version)}`),
    stream: draft.clear('/stream', 'stream', envelope.stream),
    rev: draft.clear('/rev', 'rev', envelope.version),
    eid: draft.clear('/eid', 'eid', envelope.eventId),
    rat: draft.clear('/rat', 'rat', formatInstant(envelope.recordedAt)),
    oat:
      occurredAt === null
        ? draft.absent('/oat')
        : draft.sealed('/oat', 'oat', occurredAt, keys.procedure),
    actor: draft.clear(
      '/actor',
      'actor',
      committedObject({
        role: draft.clear('/actor/role', 'role', actor.role),
        id: draft.sealed('/actor/id', 'id', actor.id, keys.procedure),
      }),
    ),
    corr:
      command === null
        ? draft.absent('/corr')
        : draft.sealed('/corr', 'corr', { ...command }, keys.procedure),
    pub: pub === null ? draft.absent('/pub') : draft.clear('/pub', 'pub', pub as unknown as Json),
    data: draft.clear('/data', 'data', data),
    kids: draft.clear('/kids', 'kids', draft.kids),
  };
  const ev = commitField('ev', committedObject(members), random(personalSalt));
  const body: Body = { ev: ev.text, d: draft.open, enc: draft.encrypt(envelope.eventId) };
  return {
    leaf: signLeaf(ev.digest, envelope.vis, envelope.recordedAt, signer),
    body: JSON.stringify(body),
  };
}

/** Collects the windows of one event while its commitments are made. */
class Draft {
  readonly open: Record<string, string> = {};
  /** Path → key id, committed: who can erase what is bound when it is written. */
  readonly kids: Record<string, string> = {};
  private readonly byKey = new Map<
    string,
    { key: SealingKeyOf; windows: Record<string, string> }
  >();

  constructor(
    private readonly keys: Keyring,
    private readonly random: Random,
  ) {}

  clear(path: string, name: string, value: Json): Commitment {
    const commitment = commitField(name, value, this.random(operationalSalt));
    this.open[path] = commitment.text;
    return commitment;
  }

  sealed(
    path: string,
    name: string,
    value: Json,
    key: SealingKeyOf,
    salt = operationalSalt,
  ): Commitment {
    return this.under(key, path, commitField(name, value, this.random(salt)));
  }

  /** An absent value leaves a digest like any other; its preimage is kept for the auditor. */
  absent(path: string): Commitment {
    return this.under(this.keys.procedure, path, decoy(this.random));
  }

  data(definition: EventDefinition, data: Readonly<Record<string, unknown>>): Json {
    const members = Object.entries(definition.fields).map(([name, field]) => {
      const path = `/data/${name}`;
      const value = data[name];
      if (value === undefined) return [name, this.absent(path)] as const;
      if (isNarrative(field.type))
        return [name, this.narrative(path, name, value as Narrative)] as const;
      const json = value as Json;
      switch (field.class) {
        case 'open':
          return [name, this.clear(path, name, json)] as const;
        case 'procedure':
          return [name, this.sealed(path, name, json, this.keys.procedure)] as const;
        case 'panel':
          return [name, this.sealed(path, name, json, this.keys.panel)] as const;
        case 'personal': {
          const person = data[(field as PersonalField<unknown, string>).about];
          const key = typeof person === 'string' ? this.keys.person(person) : this.keys.panel;
          return [name, this.sealed(path, name, json, key, personalSalt)] as const;
        }
      }
    });
    return committedObject(Object.fromEntries(members));
  }

  private narrative(path: string, name: string, segments: Narrative): Commitment {
    const elements = segments.map(({ text, about }, i) => {
      const key = about === undefined ? this.keys.panel : this.keys.person(about);
      return this.under(
        key,
        `${path}/${String(i)}`,
        commitElement(text, this.random(personalSalt)),
      );
    });
    const value = elements.map(({ digest }) => ({ '...': digest }));
    return this.sealed(path, name, value, this.keys.panel);
  }

  encrypt(eventId: string): Record<string, Ciphertext> {
    return Object.fromEntries(
      [...this.byKey].map(([kid, { key, windows }]) => [
        kid,
        encryptWindows(windows, key, eventId, this.random),
      ]),
    );
  }

  private under(key: SealingKeyOf, path: string, commitment: Commitment): Commitment {
    const held = this.byKey.get(key.kid) ?? { key, windows: {} };
    held.windows[path] = commitment.text;
    this.byKey.set(key.kid, held);
    this.kids[path] = key.kid;
    return commitment;
  }
}
