import {
  afterPublishing,
  Corrupt,
  unpublished,
  type AnyDefinition,
  type Catalogue,
  type Decider,
  type Instant,
  type Publication,
  type Visibility,
} from '#kernel';
import type { Command } from '#kernel';
import type { Position, StoredEvent } from '#event-store';
import { openedData, openStored, type SealingKeyOf } from '#sealing';
import { leafHash } from '#tlog';

type AnyDecider = Decider<unknown, Command, AnyDefinition>;

/** What the log answered to a command, and what it takes to recognise the command again. */
export interface Answered {
  readonly inputSalt: string;
  readonly inputDigest: string;
  readonly position: Position;
  /** Version of its first event, whose leaf is the receipt. */
  readonly version: number;
}

/** One recorded event, as far as deciding reads it. */
export interface Fact {
  readonly type: string;
  readonly version: number;
  readonly recordedAt: Instant;
  readonly position: Position;
  readonly leaf: string;
  readonly vis: Visibility;
  /** `open` and `procedure` fields only. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly command: {
    readonly id: string;
    readonly inputSalt: string;
    readonly inputDigest: string;
  } | null;
}

/** Memory of an answer that is remembered, roughly. */
const bytesOfAnswer = 400;

/** A stream folded for one decider. Owned by the queue of its stream: never touched by two commands at once. */
export class StreamHistory {
  version = -1;
  recordedAt: Instant = 0;
  position: Position | null = null;
  publication: Publication = unpublished;
  state: unknown;
  readonly answered = new Map<string, Answered>();

  constructor(
    private readonly decider: AnyDecider,
    private readonly catalogue: Catalogue,
  ) {
    this.state = decider.initialState;
  }

  /** What it keeps, in answers: the entries that wait for a raise of the level take as much memory as some of them. */
  get weight(): number {
    return this.answered.size + Math.ceil((this.publication.waiting?.bytes ?? 0) / bytesOfAnswer);
  }

  /** Takes in a fact of this stream, in order. */
  add(fact: Fact): void {
    const definition = this.catalogue.of(fact.type);
    const open = Object.fromEntries(
      this.catalogue
        .openFields(fact.type)
        .flatMap((name) => (name in fact.data ? [[name, fact.data[name]]] : [])),
    );
    this.publication = afterPublishing(
      this.publication,
      definition,
      open,
      fact.vis,
      leafHash(fact.leaf).toString('hex'),
    );
    if (this.decider.events.some(({ type }) => type === fact.type)) {
      this.state = this.decider.evolve(this.state, {
        type: fact.type,
        data: fact.data,
      });
    }
    this.version = fact.version;
    this.recordedAt = fact.recordedAt;
    this.position = fact.position;
    if (fact.command && !this.answered.has(fact.command.id)) {
      const { id, inputSalt, inputDigest } = fact.command;
      this.answered.set(id, {
        inputSalt,
        inputDigest,
        position: fact.position,
        version: fact.version,
      });
    } else if (fact.command) {
      // A command of several events answers with the position of its last and the receipt of its first.
      const first = this.answered.get(fact.command.id);
      if (first) this.answered.set(fact.command.id, { ...first, position: fact.position });
    }
  }
}

/** Reads a stored event with the stream's procedure key. @throws Corrupt when its columns and its leaf disagree */
export function factOf(stored: StoredEvent, key: SealingKeyOf): Fact {
  const { leaf, windows } = openStored(stored, [key]);
  const [type] = (windows.get('/type') as string).split('@');
  if (
    type !== stored.type ||
    windows.get('/stream') !== stored.stream ||
    windows.get('/rev') !== stored.version ||
    windows.get('/eid') !== stored.eventId
  ) {
    throw new Corrupt(`event ${stored.eventId}`, 'its row says something else than its leaf');
  }
  return {
    type,
    version: stored.version,
    recordedAt: stored.recordedAt,
    position: stored.position,
    leaf: stored.leaf,
    vis: leaf.vis,
    data: openedData(windows),
    command: (windows.get('/corr') ?? null) as Fact['command'],
  };
}
