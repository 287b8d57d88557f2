import { Inject, type Provider } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { AnyDefinition, Command, Decider } from '#kernel';
import { Decisions, type Taken } from './decisions.js';

/** The Nest command handlers of a decider: `CommandBus.execute(new RecordAction(…))` reaches `Decisions.take`. */
export function handlersFor<S, C extends Command, D extends AnyDefinition>(
  decider: Decider<S, C, D>,
  ...commands: readonly (new (...of: never) => C)[]
): Provider[] {
  return commands.map((command) => {
    @CommandHandler(command)
    class Handler {
      constructor(@Inject(Decisions) private readonly decisions: Decisions) {}

      execute(wish: C): Promise<Taken> {
        return this.decisions.take(decider, wish);
      }
    }
    return Handler;
  });
}
