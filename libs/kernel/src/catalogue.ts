import type { AnyDefinition, EventDefinition } from './event-definition.js';
import type { Json } from './canonical.js';
import { Corrupt } from './errors.js';
import type { FieldClass } from './field.js';
import { fieldsOf } from './event-definition.js';

/** All event types of an installation, by stored type. */
export class Catalogue {
  private readonly byType: ReadonlyMap<string, AnyDefinition>;

  constructor(readonly definitions: readonly AnyDefinition[]) {
    this.byType = new Map(definitions.map((definition) => [definition.type, definition]));
  }

  /** @throws Corrupt for a type that this version does not know: a newer version wrote it */
  of(type: string): AnyDefinition {
    const found = this.byType.get(type);
    if (!found)
      throw new Corrupt(
        `event type ${type}`,
        'this version does not know it; a newer one wrote it',
      );
    return found;
  }

  /** Names of the `open` fields of a type. */
  openFields(type: string): readonly string[] {
    return fieldsOf(this.of(type), 'open');
  }

  /** The schema of every event as data: hashed into leaf 0. */
  schema(): Json {
    return this.definitions.map((definition) => {
      const { type, version, audience, summary } = definition as EventDefinition;
      return { type, version, audience, summary: { ...summary }, fields: this.fields(definition) };
    });
  }

  /** The class of every field: what the redaction reference lists, hashed into leaf 0. */
  redaction(): Json {
    return this.definitions.map((definition) => ({
      type: (definition as EventDefinition).type,
      fields: this.fields(definition).map(({ name, class: fieldClass, about }) => ({
        name,
        class: fieldClass,
        about,
      })),
    }));
  }

  fields(definition: AnyDefinition): readonly DescribedField[] {
    return Object.entries((definition as EventDefinition).fields).map(([name, field]) => ({
      name,
      class: field.class,
      type: field.type.name,
      about: 'about' in field ? (field.about as string) : null,
    }));
  }
}

/** A field of an event as data. */
export type DescribedField = {
  readonly name: string;
  readonly class: FieldClass;
  readonly type: string;
  /** The field that holds whom it is about. */
  readonly about: string | null;
};
