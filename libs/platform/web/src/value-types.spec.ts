import { describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { printType, type GraphQLSchema } from 'graphql';
import {
  boolean,
  caseRef,
  defineCommand,
  integerIn,
  listOf,
  localised,
  localisedText,
  Misconfigured,
  named,
  noted,
  oneOf,
  optional,
  person,
  record,
  text,
  type AnyCommandDefinition,
} from '#kernel';
import { mutationsFor } from './mutations.js';
import { graphqlEnum, inputClass, withPersons } from './value-types.js';

const colour = noted('Of a thing.', named('Colour', oneOf('light-blue', 'red')));
const part = noted('A piece.', named('Part', record({ colour, size: integerIn(1, 9) })));

class PaintThing extends defineCommand('test.PaintThing', {
  summary: localised('上色。', 'Paints a thing.'),
  input: {
    case: noted('Which thing.', caseRef),
    colour,
    second: noted('If there is one.', optional(colour)),
    title: localisedText,
    parts: listOf(part, 9),
    words: optional(listOf(text)),
    one: optional(part),
    wet: boolean,
    coats: optional(integerIn(1, 3)),
    by: person,
    helpers: noted('Their names.', optional(listOf(person, 3))),
  },
}) {}
class StripThing extends defineCommand('test.StripThing', {
  summary: localised('去色。', 'Strips a thing.'),
  input: { case: caseRef, was: colour, parts: listOf(part) },
}) {}

async function schemaOf(...commands: readonly AnyCommandDefinition[]): Promise<GraphQLSchema> {
  const app = await NestFactory.create(GraphQLSchemaBuilderModule, { logger: false });
  await app.init();
  const schema = await app
    .get(GraphQLSchemaFactory)
    .create([mutationsFor(...commands)], { skipCheck: true });
  await app.close();
  return schema;
}
const schema = await schemaOf(PaintThing, StripThing);
const printed = (name: string) => {
  const type = schema.getType(name);
  if (!type) throw new Error(`no type ${name}`);
  return printType(type)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
};

describe('the input type of a command', () => {
  it('has a field for every input, required unless it may be left out, with its note', () => {
    expect(printed('PaintThingInput')).toEqual([
      'input PaintThingInput {',
      '"""Which thing."""',
      'case: String!',
      '"""Of a thing."""',
      'colour: Colour!',
      '"""If there is one."""',
      'second: Colour',
      'title: LocalisedInput!',
      'parts: [PartInput!]!',
      'words: [String!]',
      '"""A piece."""',
      'one: PartInput',
      'wet: Boolean!',
      'coats: Int',
      'by: String!',
      '"""Their names."""',
      'helpers: [String!]',
      '}',
    ]);
  });

  it('knows a record by its noun', () => {
    expect(printed('PartInput')).toEqual([
      '"""A piece."""',
      'input PartInput {',
      '"""Of a thing."""',
      'colour: Colour!',
      'size: Int!',
      '}',
    ]);
    expect(printed('LocalisedInput')).toEqual([
      'input LocalisedInput {',
      'zh: String!',
      'en: String!',
      '}',
    ]);
  });

  it('writes the values of an enum without dashes and takes them with', () => {
    expect(printed('Colour')).toEqual([
      '"""Of a thing."""',
      'enum Colour {',
      'light_blue',
      'red',
      '}',
    ]);
    expect(graphqlEnum(colour)).toEqual({ light_blue: 'light-blue', red: 'red' });
  });

  it('makes an enum once, whoever asks for it and with whatever note', () => {
    expect(graphqlEnum(noted('Another note.', named('Colour', oneOf('light-blue', 'red'))))).toBe(
      graphqlEnum(colour),
    );
  });

  it('stands in a mutation named after the command', () => {
    const mutations = schema.getMutationType()?.getFields() ?? {};
    expect(Object.keys(mutations).sort()).toEqual(['paintThing', 'stripThing']);
    const { description, args = [] } = mutations['paintThing'] ?? {};
    expect(description).toBe('Paints a thing.');
    expect(args.map(({ name, type }) => `${name}: ${String(type)}`).sort()).toEqual([
      'commandId: ID!',
      'input: PaintThingInput!',
    ]);
  });
});

describe('nouns', () => {
  it('mean one list of values: two are refused', () => {
    graphqlEnum(colour);
    for (const values of [['red'], ['red', 'light-blue'], ['light_blue', 'red']])
      expect(() => graphqlEnum(named('Colour', oneOf(...values)))).toThrow(
        'Two lists of values are called Colour',
      );
  });

  it('mean one record: two are refused', () => {
    const other = named('Part', record({ colour }));
    const make = () => inputClass('UsesOther', { case: caseRef, other });
    expect(make).toThrow('Two records are called Part');
  });

  it.each([
    ['a closed list', oneOf('a', 'b'), 'A closed list of values without a noun'],
    ['a record', record({ a: text }), 'A record in an input without a noun'],
    ['a list of records', optional(listOf(record({ a: text }))), 'A record in an input'],
  ])('are asked for when the command is listed: %s', (_what, nameless, sentence) => {
    const definition = defineCommand('test.UseNameless', {
      summary: localised('用。', 'Uses it.'),
      input: { case: caseRef, nameless },
    });
    expect(() => mutationsFor(definition)).toThrow(sentence);
    expect(() => mutationsFor(definition)).toThrow(Misconfigured);
  });
});

describe('somebody in an input', () => {
  const asked: string[] = [];
  const whom = (name: string) => {
    asked.push(name);
    return Promise.resolve(`id of ${name}`);
  };
  const put = (sent: Record<string, unknown>) => withPersons(PaintThing.input, sent, whom);
  const of = (name: string) => ({ name, person: `id of ${name}` });

  it('is sent as the name and becomes the name and whom it means', async () => {
    asked.length = 0;
    expect(
      await put({ by: '林某', helpers: ['赵某', '王某'], title: { zh: '林某', en: 'x' } }),
    ).toEqual({
      by: of('林某'),
      helpers: [of('赵某'), of('王某')],
      title: { zh: '林某', en: 'x' },
    });
    expect(asked.sort()).toEqual(['林某', '王某', '赵某'].sort());
  });

  it('is asked for nowhere else: other values, what is left out and unknown inputs stay', async () => {
    asked.length = 0;
    const sent = { case: 'a', words: ['林某'], helpers: null, by: 7, more: 'x', second: undefined };
    expect(await put(sent)).toEqual(sent);
    expect(asked).toEqual([]);
  });
});
