import { createHash, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  canonicalJson,
  CommandReused,
  Conflict,
  Corrupt,
  Refused,
  Unavailable,
  type AnyDefinition,
  type AnyEvent,
  type Catalogue,
  type Clock,
  type Command,
  type Decider,
  type Json,
  type Role,
} from '#kernel';
import type { Access } from '#access';
import type { EventStore, Position } from '#event-store';
import type { Random, Signer } from '#sealing';
import type { Vault } from '#vault';
import { sealAll } from './seal-events.js';
import { StreamQueue } from './stream-queue.js';
import { factOf, StreamHistory } from './stream-history.js';

/** What the log answers. `position` is where a reader must be to see the effect; null when nothing was ever recorded. */
export interface Taken {
  readonly position: Position | null;
  /** The signed leaf of the first event, null when the command had nothing to do. */
  readonly receipt: string | null;
  /** Events that this very call wrote: 0 for a repeated command and for one with nothing to do. */
  readonly events: number;
}

export interface DecisionsParts {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly access: Access;
  readonly catalogue: Catalogue;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly zone: string;
  readonly random: Random;
}

type AnyDecider = Decider<unknown, Command, AnyDefinition>;

/** A command with what it takes to decide it. */
interface Wish {
  readonly decider: AnyDecider;
  readonly command: Command;
  readonly role: Role;
  readonly ref: string;
  readonly stream: string;
}

/** Times that a command is decided again after another process wrote first. */
const attempts = 5;

/** Load → decide → seal → append, for every command of every capability. */
export class Decisions {
  private readonly histories = new Map<string, { history: StreamHistory; answers: number }>();
  /** What they remember, as weighed when each was last used. */
  private answers = 0;
  private readonly queue = new StreamQueue();

  constructor(private readonly parts: DecisionsParts) {}

  /**
   * Records what a command decides. The same command id with the same input has one effect and one answer.
   * @throws Refused · Denied · Invalid · CommandReused · Unavailable · Corrupt; in each case nothing was written
   */
  async take<S, C extends Command, D extends AnyDefinition>(
    decider: Decider<S, C, D>,
    command: C,
  ): Promise<Taken> {
    const ref = decider.caseOf(command);
    const role = this.parts.access.require(command.meta.actor, command.operation, { case: ref });
    const stream = this.parts.vault.streamOf(ref);
    // From here on only the decider itself knows which commands and events are its own.
    const wish = { decider: decider as unknown as AnyDecider, command, role, ref, stream };
    return this.queue.run(stream, () => this.decideAgain(wish));
  }

  private async decideAgain(wish: Wish): Promise<Taken> {
    const { history, isNew } = this.historyOf(wish);
    // A history from the cache may be behind what another process wrote. Writing on it is safe, since the log checks
    // the version; a no is not, so it is said only after reading what came.
    let upToDate = false;
    if (isNew) upToDate = await this.refresh(history, wish.stream);
    for (let attempt = 1; ;) {
      const before = history.version;
      try {
        const taken = await this.once(history, wish, upToDate);
        if (taken) return taken;
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        // What was acknowledged is gone: a server that forgets, or an older copy put in its place under this process.
        if (error.actual < before)
          throw new Corrupt(`stream ${wish.stream}`, 'the log holds less than it acknowledged');
        // The stream did not move, so the event ids stand elsewhere: the command id belongs to another case.
        if (error.actual === before) throw new CommandReused();
        if (attempt >= attempts) {
          throw new Unavailable(
            'Others kept writing to this case',
            'Send the same command again.',
            'TOO_BUSY',
            { cause: error },
          );
        }
        await sleep(randomInt(5, 25) * attempt);
        attempt += 1;
      }
      upToDate = await this.refresh(history, wish.stream);
    }
  }

  /** Null: the history has to be read on first, since another process may have recorded this very command, or changed the no. */
  private async once(history: StreamHistory, wish: Wish, upToDate: boolean): Promise<Taken | null> {
    const { decider, command, role, ref, stream } = wish;
    const input = canonicalJson({ kind: command.kind, data: withoutUndefined(command.data) });
    const answered = history.answered.get(command.meta.commandId);
    if (answered) {
      if (digest(answered.inputSalt, input) !== answered.inputDigest) throw new CommandReused();
      const { position, version } = answered;
      return { position, receipt: await this.receiptOf(stream, version), events: 0 };
    }
    const now = Math.max(this.parts.clock.now(), history.recordedAt);
    const events = decided(() =>
      decider.decide(command, history.state, { now, zone: this.parts.zone, sha256 }),
    );
    if ((events instanceof Refused || events.length === 0) && !upToDate) return null;
    if (events instanceof Refused) throw events;
    if (events.length === 0) return { position: history.position, receipt: null, events: 0 };
    const inputSalt = this.parts.random(16).toString('base64url');
    const correlation = {
      id: command.meta.commandId,
      inputSalt,
      inputDigest: digest(inputSalt, input),
    };
    const by = { role, id: command.meta.actor.id };
    const drafts = await sealAll(this.parts, history, events, {
      stream,
      ref,
      by,
      now,
      command: correlation,
    });
    const expected = history.version < 0 ? 'none' : history.version;
    const { lastPosition, repeated } = await this.parts.store.append(
      stream,
      expected,
      drafts.map(({ stored }) => stored),
    );
    if (repeated) return null;
    for (const { fact } of drafts) history.add({ ...fact, position: lastPosition });
    return {
      position: lastPosition,
      receipt: drafts[0]?.stored.leaf ?? null,
      events: drafts.length,
    };
  }

  private async receiptOf(stream: string, version: number): Promise<string | null> {
    for await (const { leaf } of this.parts.store.readStream(stream, version, 1)) return leaf;
    return null;
  }

  /** What is known of a stream here. The cache keeps those that were used last. */
  private historyOf({ decider, stream }: Wish): { history: StreamHistory; isNew: boolean } {
    const at = key(stream, decider);
    const held = this.forget(at);
    // The map keeps insertion order: the first is the one that was used longest ago.
    for (const oldest of this.histories.keys()) {
      if (this.histories.size < mostHistories && this.answers < mostAnswers) break;
      this.forget(oldest);
    }
    const history = held ?? new StreamHistory(decider, this.parts.catalogue);
    const answers = history.weight;
    this.histories.set(at, { history, answers });
    this.answers += answers;
    return { history, isNew: !held };
  }

  private forget(at: string): StreamHistory | undefined {
    const held = this.histories.get(at);
    this.histories.delete(at);
    this.answers -= held?.answers ?? 0;
    return held?.history;
  }

  /** Reads what came since. True: it is up to date. */
  private async refresh(history: StreamHistory, stream: string): Promise<true> {
    const procedureKeys = new Map<string, Awaited<ReturnType<Vault['procedureKey']>>>();
    for await (const stored of this.parts.store.readStream(stream, history.version + 1)) {
      const { audience } = this.parts.catalogue.of(stored.type);
      const held =
        procedureKeys.get(audience) ?? (await this.parts.vault.procedureKey(stream, audience));
      procedureKeys.set(audience, held);
      history.add(factOf(stored, held));
    }
    return true;
  }
}

/** Folded streams kept in memory, and the commands and waiting entries that they remember: some 40 MB at most. */
const mostHistories = 20_000;
const mostAnswers = 100_000;

/** What a decider says, its refusal too. */
function decided(decide: () => readonly unknown[]): readonly AnyEvent[] | Refused {
  try {
    return decide() as readonly AnyEvent[];
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const key = (stream: string, decider: { readonly name: string }) => `${stream}\n${decider.name}`;

const digest = (salt: string, input: string) =>
  createHash('sha256').update(salt).update(input).digest('base64url');

function withoutUndefined(value: unknown): Json {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) =>
      part === undefined ? [] : [[name, withoutUndefined(part)]],
    ),
  );
}
