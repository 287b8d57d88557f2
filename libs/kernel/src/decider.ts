import type { Instant } from './clock.js';
import type { AnyDefinition, EventOf, FoldedEventOf } from './event-definition.js';
import type { Principal } from './principal.js';

/** Who asks, and under which id: a repeated id with the same input has one effect and the same answer. */
export interface CommandMeta {
  readonly actor: Principal;
  readonly commandId: string;
}

/** A wish, in the imperative. The class is its identity on the bus. */
export abstract class Command<Data extends object = object> {
  abstract readonly kind: string;
  /** What access is asked for: `<capability>.<kind>`. */
  abstract readonly operation: string;
  constructor(
    readonly data: Data,
    readonly meta: CommandMeta,
  ) {}
}

/** What a decision may know besides the stream. No clock inside a decider: the auditor replays it. */
export interface DecisionContext {
  readonly now: Instant;
  /** The installation's zone. */
  readonly zone: string;
}

/**
 * The rules of one capability over one stream. Pure: the auditor folds the same functions offline.
 * `events` are all that it folds, its own and those of others that its rules need; it is handed these in order.
 */
export interface Decider<State, C extends Command, D extends AnyDefinition> {
  readonly name: string;
  readonly events: readonly D[];
  readonly initialState: State;
  /** The case that a command is about. */
  caseOf(command: C): string;
  /** @throws Refused when a rule says no. An empty answer means: nothing to do. */
  decide(command: C, state: State, context: DecisionContext): readonly EventOf<D>[];
  evolve(state: State, event: FoldedEventOf<D>): State;
}
