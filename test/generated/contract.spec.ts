import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Kind, parse, print, type ObjectTypeDefinitionNode } from 'graphql';

const read = (path: string) =>
  parse(readFileSync(new URL(path, import.meta.url), 'utf8')).definitions.filter(
    (d): d is ObjectTypeDefinitionNode => d.kind === Kind.OBJECT_TYPE_DEFINITION,
  );

/** `Type.field(args): type`, without descriptions. */
const fields = (types: readonly ObjectTypeDefinitionNode[]) =>
  types.flatMap(({ name, fields: found = [] }) =>
    found.map(({ name: field, arguments: args = [], type }) => {
      const taken = args.map(
        (a) =>
          `${a.name.value}: ${print(a.type)}${a.defaultValue ? ` = ${print(a.defaultValue)}` : ''}`,
      );
      return `${name.value}.${field.value}(${taken.sort().join(', ')}): ${print(type)}`;
    }),
  );

describe('the public schema', () => {
  const served = new Set(fields(read('../../apps/feed/schema.graphql')));
  it.each(fields(read('../fixtures/contract.graphql')))(
    'has %s, as other programs rely on',
    (field) => {
      expect(served).toContain(field);
    },
  );
});
