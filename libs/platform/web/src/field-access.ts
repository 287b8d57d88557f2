import { Extensions } from '@nestjs/graphql';
import {
  defaultFieldResolver,
  isIntrospectionType,
  isObjectType,
  type GraphQLSchema,
} from 'graphql';
import { Misconfigured } from '#kernel';

/**
 * Declares the operation that reading a field, or every field of a type, needs. A field without one keeps the server
 * from starting: nobody forgets to think about it.
 */
export const Reads = (operation: string): ClassDecorator & PropertyDecorator & MethodDecorator =>
  Extensions({ access: operation });

/** Fields that anyone may read. */
export const publicRead = 'public.read';

/** How a server decides on fields. */
export interface FieldAccess {
  /** Operations that this server can serve at all: a field of another one keeps it from starting. */
  serves(operation: string): boolean;
  /** Throws when the reader of this context may not. */
  check(operation: string, context: unknown): void;
}

/**
 * Wraps the resolver of every field with a check of its operation, also where the field is a plain property that no
 * guard of Nest would see.
 * @throws Misconfigured naming every field that declares nothing, or an operation that is not served here
 */
export function enforceFieldAccess(schema: GraphQLSchema, access: FieldAccess): GraphQLSchema {
  const undeclared: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const operation: unknown = field.extensions['access'] ?? type.extensions['access'];
      if (typeof operation !== 'string' || !access.serves(operation)) {
        undeclared.push(`${type.name}.${field.name}`);
        continue;
      }
      const { resolve = defaultFieldResolver } = field;
      field.resolve = (source, args, context, info) => {
        access.check(operation, context);
        return resolve(source, args, context, info);
      };
    }
  }
  if (undeclared.length > 0) {
    throw new Misconfigured(
      `GraphQL fields without an access that this server knows: ${undeclared.join(', ')}`,
      'schema',
      'Put @Reads(operation) on the field or its type, and grant the operation.',
    );
  }
  return schema;
}
