import type { Instant } from './clock.js';
import type { Command } from './command.js';
import type { AnyDefinition, EventOf, FoldedEventOf } from './event-definition.js';

/** What a decision may know besides the stream. No clock inside a decider: the auditor replays it. */
export interface DecisionContext {
  readonly now: Instant;
  /** The installation's zone. */
  readonly zone: string;
  /** SHA-256 of a text's UTF-8, in hex. */
  sha256(text: string): string;
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

/** One small function a command, by kind: a kind that is forgotten does not compile. */
export type Rules<C extends Command, State, E> = {
  readonly [K in C['kind']]: (
    command: Extract<C, { readonly kind: K }>,
    state: State,
    context: DecisionContext,
  ) => readonly E[];
};

/** The `decide` of a decider whose rules stand in a table. */
export const decideBy =
  <C extends Command, State, D extends AnyDefinition>(
    rules: Rules<C, State, EventOf<D>>,
  ): Decider<State, C, D>['decide'] =>
  (command, state, context) =>
    rules[command.kind as C['kind']](command as never, state, context);
