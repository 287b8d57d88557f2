import { Field, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { Misconfigured, type CommandInput, type ValueType } from '#kernel';

type AnyType = ValueType<unknown>;
type InputClass = abstract new () => object;

const enums = new Map<string, Record<string, string>>();
const inputs = new Map<string, { readonly type: AnyType; readonly class: InputClass }>();

/**
 * The GraphQL enum of a closed list of values, one a noun, the same in what is sent and in what is answered. Make it when
 * the module is loaded, not inside a `() => …` of a decorator: that comes too late for the schema.
 */
export function graphqlEnum({ form, noun, note }: AnyType): Record<string, string> {
  if (form?.kind !== 'choice' || noun === undefined) {
    throw new Misconfigured(
      'A closed list of values without a noun',
      'schema',
      'Name it: named("Stage", oneOf(…)).',
    );
  }
  const known = enums.get(noun);
  if (known) {
    if (Object.values(known).join() === form.values.join()) return known;
    throw new Misconfigured(
      `Two lists of values are called ${noun}`,
      'schema',
      'Give one of them another noun.',
    );
  }
  // Enum values of GraphQL have no dashes.
  const made = Object.fromEntries(form.values.map((value) => [value.replaceAll('-', '_'), value]));
  registerEnumType(made, { name: noun, ...(note !== undefined && { description: note }) });
  enums.set(noun, made);
  return made;
}

/** The GraphQL input type of named values, made once a name. Values that stand for somebody are sent as the name. */
export function inputClass(name: string, parts: CommandInput, description?: string): InputClass {
  @InputType(name, description === undefined ? {} : { description })
  class Input {}
  for (const [part, type] of Object.entries(parts)) {
    const { nullable, required } = unwrapped(type);
    const note = type.note ?? required.note;
    // Made here, not when it is asked for: the schema knows only enums that were there before it was begun.
    const made = graphqlInput(required) as StringConstructor;
    Field(() => made, {
      nullable,
      ...(note !== undefined && { description: note }),
    })(Input.prototype, part);
  }
  return Input;
}

function unwrapped(type: AnyType): { nullable: boolean; required: AnyType } {
  return type.form?.kind === 'optional'
    ? { nullable: true, required: type.form.of }
    : { nullable: false, required: type };
}

function graphqlInput(type: AnyType): unknown {
  switch (type.form?.kind) {
    case undefined:
    case 'person':
      return String;
    case 'integer':
      return Int;
    case 'boolean':
      return Boolean;
    case 'choice':
      return graphqlEnum(type);
    case 'list':
      return [graphqlInput(type.form.of)];
    case 'optional':
      return graphqlInput(type.form.of);
    case 'record':
      return recordInput(type, type.form.parts);
  }
}

function recordInput(type: AnyType, parts: CommandInput): InputClass {
  const { noun } = type;
  if (noun === undefined) {
    throw new Misconfigured(
      'A record in an input without a noun',
      'schema',
      'Name it: named("Rules", record(…)).',
    );
  }
  const known = inputs.get(noun);
  if (known?.type.name === type.name) return known.class;
  if (known) {
    throw new Misconfigured(
      `Two records are called ${noun}`,
      'schema',
      'Give one of them another noun.',
    );
  }
  const made = inputClass(`${noun}Input`, parts, type.note);
  inputs.set(noun, { type, class: made });
  return made;
}

/** The values with each name of somebody replaced by the name and whom it means. */
export async function withPersons(
  types: CommandInput,
  sent: Readonly<Record<string, unknown>>,
  whom: (name: string) => Promise<string>,
): Promise<Record<string, unknown>> {
  const put = async (type: AnyType, value: unknown): Promise<unknown> => {
    const { form } = type;
    if (value === null || value === undefined) return value;
    if (form?.kind === 'optional') return put(form.of, value);
    if (form?.kind === 'person')
      return typeof value === 'string' ? { name: value, person: await whom(value) } : value;
    if (form?.kind === 'list' && Array.isArray(value))
      return Promise.all(value.map((item) => put(form.of, item)));
    return value;
  };
  const values = Object.entries(sent).map(async ([name, value]) => {
    const type = types[name];
    return [name, type ? await put(type, value) : value] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}
