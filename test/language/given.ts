import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import {
  Refused,
  type AnyDefinition,
  type Command,
  type Decider,
  type DecisionContext,
  type EventOf,
  type FoldedEventOf,
} from '#kernel';

/** 2026-03-02 09:30 in Shanghai. */
export const now = Date.UTC(2026, 2, 2, 1, 30);
export const context: DecisionContext = {
  now,
  zone: 'Asia/Shanghai',
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
};

/** Given what happened, when a command comes, then these events, nothing, or a refusal. */
export function given<S, C extends Command, D extends AnyDefinition>(
  decider: Decider<S, C, D>,
  ...past: readonly EventOf<D>[]
) {
  const state = past.reduce<S>(
    (before, event) => decider.evolve(before, event as unknown as FoldedEventOf<D>),
    decider.initialState,
  );
  return {
    when: (command: C) => ({
      then: (...events: readonly EventOf<D>[]) => {
        expect(decider.decide(command, state, context)).toEqual(events);
      },
      thenNothing: () => {
        expect(decider.decide(command, state, context)).toEqual([]);
      },
      thenRefused: (code: string) => {
        const refusal = caught(() => decider.decide(command, state, context));
        expect(refusal).toBeInstanceOf(Refused);
        expect((refusal as Refused).code).toBe(code);
      },
    }),
  };
}

/** One test a row: after this past, this command is refused with this code. */
export function refuses<S, C extends Command, D extends AnyDefinition>(
  decider: Decider<S, C, D>,
  ...rows: readonly (readonly [code: string, past: readonly EventOf<D>[], command: C])[]
): void {
  for (const [i, [code, past, command]] of rows.entries()) {
    it(`is refused: ${code} (${String(i + 1)})`, () => {
      given(decider, ...past)
        .when(command)
        .thenRefused(code);
    });
  }
}

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
