import type { Field, FieldClass, PersonalField } from './field.js';
import { Invalid } from './errors.js';
import { isNarrative } from './field.js';
import type { Localised } from './localised.js';
import type { PublicEntry, Publicity } from './publication.js';

/** Whose keys seal an event: each audience has keys and walls of its own. */
export type Audience = 'case' | 'support' | 'intake' | 'identity';

export type AnyField = Field<unknown, FieldClass>;
export type Fields = Readonly<Record<string, AnyField>>;

type ValueOf<F> = F extends Field<infer T, FieldClass> ? T : never;
type Chosen<F extends Fields, C extends FieldClass> = {
  [K in keyof F]: F[K]['class'] extends C ? K : never;
}[keyof F];

/** The data of an event as far as the classes `C` reach. What is optional may be left out; other fields do not exist. */
export type DataOf<F extends Fields, C extends FieldClass = FieldClass> = {
  readonly [K in Chosen<F, C> as undefined extends ValueOf<F[K]> ? never : K]: ValueOf<F[K]>;
} & { readonly [K in Chosen<F, C> as undefined extends ValueOf<F[K]> ? K : never]?: ValueOf<F[K]> };

/** Fields that hold the id of a person: what `personal('…')` may name. */
type PersonNames<F extends Fields> = Chosen<F, 'open' | 'procedure'>;
type CheckedAbouts<F extends Fields> = {
  [K in keyof F]: F[K] extends PersonalField<infer T, infer S>
    ? S extends PersonNames<F>
      ? F[K]
      : PersonalField<T, Extract<PersonNames<F>, string>>
    : F[K];
};

interface Details<F extends Fields> {
  readonly version: number;
  readonly audience?: Audience;
  /** What it means, for the reference and the console. */
  readonly summary: Localised;
  readonly fields: F;
  /**
   * The entry of the public timeline, made when the event is recorded and committed in it (`pub`), never later. It sees
   * open fields only. Without one, or where it answers null, the event is sealed.
   */
  readonly entry?: (data: DataOf<F, 'open'>) => PublicEntry | null;
  /** For an event that opens a case or changes who may see it. */
  readonly publicity?: (data: DataOf<F, 'open'>) => Publicity;
  /** An act of the log itself, public whatever the case. */
  readonly ofTheLog?: true;
}

export interface EventDefinition<
  Type extends string = string,
  F extends Fields = Fields,
> extends Details<F> {
  /** Makes an event of this type from checked data. @throws Invalid naming the field */
  (data: DataOf<F>): EventOf<EventDefinition<Type, F>>;
  readonly type: Type;
  readonly audience: Audience;
}

// The parameters of the functions above make a definition contravariant in its fields; lists of definitions use this.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyDefinition = EventDefinition<string, any>;

interface Event<Type extends string, Data> {
  readonly type: Type;
  readonly data: Data;
}

/** A whole event, as a decider makes it. */
export type EventOf<D> = D extends EventDefinition<infer T, infer F> ? Event<T, DataOf<F>> : never;
/** An event as deciding and replaying read it: `open` and `procedure`. No content field exists here. */
export type FoldedEventOf<D> =
  D extends EventDefinition<infer T, infer F> ? Event<T, DataOf<F, 'open' | 'procedure'>> : never;
/** An event as anyone may read it: `open` only. A leak does not compile. */
export type PublicEventOf<D> =
  D extends EventDefinition<infer T, infer F> ? Event<T, DataOf<F, 'open'>> : never;

export type AnyEvent = Event<string, Readonly<Record<string, unknown>>>;

/** Fields of an event (contract, Limits). */
const maxFields = 64;

/**
 * Declares what can happen, field by field.
 * @param type stored name `<capability>.<PastTense>`; renaming code never changes it
 */
export function defineEvent<const Type extends string, const F extends Fields>(
  type: Type,
  details: Details<F> & { readonly fields: CheckedAbouts<F> },
): EventDefinition<Type, F> {
  const names = Object.keys(details.fields);
  if (names.length > maxFields) throw new Invalid(type, `more than ${String(maxFields)} fields`);
  if (names.some((name) => !/^[a-z][A-Za-z]*$/.test(name)))
    throw new Invalid(type, 'field names are lowerCamelCase without digits');
  for (const [name, { type: value, class: c }] of Object.entries(details.fields)) {
    if (isNarrative(value) && c !== 'panel')
      throw new Invalid(`${type}.${name}`, 'a narrative is a panel field');
  }
  const make = (data: Readonly<Record<string, unknown>>) => ({
    type,
    data: checked(type, details.fields, data),
  });
  return Object.assign(make, { audience: 'case', ...details, type }) as unknown as EventDefinition<
    Type,
    F
  >;
}

function checked(
  type: string,
  fields: Fields,
  data: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (Object.keys(data).some((name) => !Object.hasOwn(fields, name))) {
    throw new Invalid(type, 'has a field that its definition does not know');
  }
  const values = Object.entries(fields).map(
    ([name, field]) => [name, field.type.check(data[name], name)] as const,
  );
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The value of an event's data for a class or set of classes; used where the field set is only known at run time. */
export const fieldsOf = (
  definition: AnyDefinition,
  ...classes: readonly FieldClass[]
): readonly string[] =>
  Object.entries((definition as EventDefinition).fields)
    .filter(([, field]) => classes.includes(field.class))
    .map(([name]) => name);

/** Closes a `switch` over event types: a type that is not handled does not compile. */
export function neverEvent(event: never): never {
  throw new Invalid('evolve', `has no case for ${(event as AnyEvent).type}`);
}
