import { Extensions } from '@nestjs/graphql';
import { defaultFieldResolver, isIntrospectionType, isObjectType, type GraphQLSchema } from 'graphql';
import { Misconfigured } from '#kernel';

/**
 * Declares the operation that reading a field, or every field of a type, needs. A field without one keeps the server
 * from starting: nobody forgets to think about it.
 */
export const Reads = (operation: string): ClassDecorator & PropertyDecorator & MethodDecorator =>
  Extensions({ access: operation }) as ClassDecorator & PropertyDecorator & MethodDecorator;

/** Fields that anyone may read. */
export const publicRead = 'public.read';

/**
 * Wraps the resolver of every field with a check of its operation, also where the field is a plain property that no
 * guard of Nest would see.
 * @param check throws when the reader of this context may not
 * @throws Misconfigured naming every field that declares nothing
 */
export function enforceFieldAccess(schema: GraphQLSchema, check: (operation: string, context: unknown) => void): GraphQLSchema {
  const undeclared: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const operation: unknown = field.extensions['access'] ?? type.extensions['access'];
      if (typeof operation !== 'string') {
        undeclared.push(`${type.name}.${field.name}`);
        continue;
      }
      const { resolve = defaultFieldResolver } = field;
      field.resolve = (source, args, context, info) => {
        check(operation, context);
        return resolve(source, args, context, info) as unknown;
      };
    }
  }
  if (undeclared.length > 0) {
    throw new Misconfigured(
      `GraphQL fields without declared access: ${undeclared.join(', ')}`,
      'schema',
      'Put @Reads(operation) on the field or its type.',
    );
  }
  return schema;
}
