import { Invalid } from './errors.js';
import type { ValuesOf, ValueType } from './field.js';
import type { Localised } from './localised.js';
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

export type CommandInput = Readonly<Record<string, ValueType<unknown>>>;
type KindOf<Operation extends string> = Operation extends `${string}.${infer Kind}` ? Kind : never;

/** A class of commands: everything that interfaces need to take one stands in its definition. */
export interface CommandDefinition<
  Operation extends string = string,
  Input extends CommandInput = CommandInput,
> {
  new (
    data: ValuesOf<Input>,
    meta: CommandMeta,
  ): Command<ValuesOf<Input>> & {
    readonly kind: KindOf<Operation>;
    readonly operation: Operation;
  };
  readonly operation: Operation;
  readonly kind: KindOf<Operation>;
  /** What it does, for the schema and the console. */
  readonly summary: Localised;
  readonly input: Input;
}

/** Any class of commands: what lists of them hold. A definition is contravariant in its input. */
export interface AnyCommandDefinition {
  new (data: never, meta: CommandMeta): Command;
  readonly operation: string;
  readonly kind: string;
  readonly summary: Localised;
  readonly input: CommandInput;
}

/**
 * Declares a command once: its name, who may ask for it is looked up under it, and its input, value by value.
 * @param operation `<capability>.<Imperative>`
 */
export function defineCommand<const Operation extends string, const Input extends CommandInput>(
  operation: Operation,
  { summary, input }: { readonly summary: Localised; readonly input: Input },
): CommandDefinition<Operation, Input> {
  const kind = operation.slice(operation.indexOf('.') + 1) as KindOf<Operation>;
  class Defined extends Command<ValuesOf<Input>> {
    static readonly operation = operation;
    static readonly kind = kind;
    static readonly summary = summary;
    static readonly input = input;
    readonly kind = kind;
    readonly operation = operation;
  }
  Object.defineProperty(Defined, 'name', { value: kind });
  return Defined;
}

/** The data of a command from what a caller sent. @throws Invalid naming the input, never its value */
export function checkedInput(
  { operation, input }: AnyCommandDefinition,
  sent: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (Object.keys(sent).some((name) => !Object.hasOwn(input, name)))
    throw new Invalid(operation, 'has an input that its definition does not know');
  const values = Object.entries(input).map(
    ([name, type]) => [name, type.check(sent[name], name)] as const,
  );
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
