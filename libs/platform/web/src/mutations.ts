import { Inject, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { People, type Taken } from '#decisions';
import {
  checkedInput,
  type AnyCommandDefinition,
  type Command,
  type Language,
  type Principal,
  type Refusals,
} from '#kernel';
import { Reads } from './field-access.js';
import { Actor, RefusalWords, RequestLanguage } from './request.js';
import { CommandPayload, payloadOf } from './user-errors.js';
import { inputClass, withPersons } from './value-types.js';

type Sent = Readonly<Record<string, unknown>> & { readonly case: string };

const commandId = {
  name: 'commandId',
  type: () => ID,
  description: 'Chosen by the caller; the same id has one effect.',
} as const;

/**
 * The GraphQL mutations of a capability's commands: `AppointMember` becomes
 * `appointMember(commandId, input: AppointMemberInput!)`. Pass the `position` of its answer to a query as `atLeast` to
 * read your own write.
 */
export function mutationsFor(...commands: readonly AnyCommandDefinition[]): Type<object> {
  @Resolver()
  class Mutations {
    constructor(
      @Inject(CommandBus) private readonly bus: CommandBus,
      @Inject(People) private readonly people: People,
      @Inject(RefusalWords) private readonly words: Refusals,
    ) {}

    take(
      definition: AnyCommandDefinition,
      actor: Principal,
      language: Language,
      id: string,
      sent: Sent,
    ): Promise<CommandPayload> {
      const taken = withPersons(definition.input, sent, (name) => this.people.of(sent.case, name))
        .then(
          (values) =>
            new definition(checkedInput(definition, values) as never, { actor, commandId: id }),
        )
        .then((wish) => this.bus.execute<Command, Taken>(wish));
      return payloadOf(taken, this.words, language);
    }
  }
  for (const definition of commands) addMutation(Mutations, definition);
  return Mutations;
}

function addMutation(
  { prototype }: { readonly prototype: { take: (...of: never) => Promise<CommandPayload> } },
  definition: AnyCommandDefinition,
): void {
  const { kind } = definition;
  const name = `${kind.slice(0, 1).toLowerCase()}${kind.slice(1)}`;
  const Input = inputClass(`${kind}Input`, definition.input);
  const method = {
    configurable: true,
    writable: true,
    value(this: { take: (...of: unknown[]) => unknown }, ...asked: unknown[]) {
      return this.take(definition, ...asked);
    },
  };
  Object.defineProperty(prototype, name, method);
  // What the compiler and the decorators of a method written by hand would say, parameter by parameter.
  Reflect.defineMetadata('design:paramtypes', [Object, String, String, Input], prototype, name);
  Actor()(prototype, name, 0);
  RequestLanguage()(prototype, name, 1);
  Args(commandId)(prototype, name, 2);
  Args('input', { type: () => Input })(prototype, name, 3);
  Reads('command.answer')(prototype, name, method);
  Mutation(() => CommandPayload, { description: definition.summary.en })(prototype, name, method);
}
