import { describe, expect, it } from '@jest/globals';
import { checkedInput, Command, defineCommand, type CommandMeta } from './command.js';
import { decideBy } from './decider.js';
import { Invalid } from './errors.js';
import {
  caseRef,
  day,
  integer,
  integerIn,
  listOf,
  noted,
  oneOf,
  optional,
  person,
  record,
  text,
} from './field.js';
import { localised } from './localised.js';

const summary = localised('做一件事。', 'Does a thing.');
class DoThing extends defineCommand('test.DoThing', {
  summary,
  input: {
    case: caseRef,
    how: oneOf('well', 'not-so-well'),
    count: optional(integerIn(1, 3)),
    parts: optional(listOf(record({ name: text, size: integer }), 2)),
    about: optional(person),
    on: noted('Today if left out.', optional(day)),
  },
}) {}
class LeaveThing extends defineCommand('test.LeaveThing', { summary, input: { case: caseRef } }) {}

const meta: CommandMeta = { actor: { id: 'a', roles: ['chair'] }, commandId: 'c' };
const whole = { case: 'a', how: 'well' } as const;

function refusal(sent: Record<string, unknown>): Invalid {
  try {
    checkedInput(DoThing, sent);
  } catch (error) {
    if (error instanceof Invalid) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('a command', () => {
  it('is declared once: name, operation, summary and input stand in its class', () => {
    expect([DoThing.kind, DoThing.operation, DoThing.summary]).toEqual([
      'DoThing',
      'test.DoThing',
      summary,
    ]);
    expect(Object.keys(DoThing.input)).toEqual(['case', 'how', 'count', 'parts', 'about', 'on']);
  });

  it('carries its data, who asks, and what access is asked for', () => {
    const wish = new DoThing(whole, meta);
    expect(wish).toBeInstanceOf(Command);
    expect([wish.kind, wish.operation, wish.data, wish.meta]).toEqual([
      'DoThing',
      'test.DoThing',
      whole,
      meta,
    ]);
  });

  it('has a class of its own, by which a bus finds its handler', () => {
    expect(new LeaveThing({ case: 'a' }, meta)).not.toBeInstanceOf(DoThing);
    expect([DoThing.name, LeaveThing.name]).toEqual(['DoThing', 'LeaveThing']);
    const unnamed = defineCommand('test.Unnamed', { summary, input: {} });
    expect(unnamed.name).toBe('Unnamed');
  });

  it('is decided by the rule of its kind', () => {
    const decide = decideBy<DoThing | LeaveThing, string, never>({
      DoThing: ({ data }, state) => [`${data.how} ${state}`] as never,
      LeaveThing: () => [],
    });
    const context = { now: 0, zone: 'UTC', sha256: (words: string) => words };
    expect(decide(new DoThing(whole, meta), 'done', context)).toEqual(['well done']);
    expect(decide(new LeaveThing({ case: 'a' }, meta), 'done', context)).toEqual([]);
  });
});

describe('the input of a command', () => {
  it('is taken as it was sent', () => {
    const sent = {
      ...whole,
      count: 3,
      parts: [{ name: 'a', size: 1 }],
      about: { name: '林某', person: '11111111-1111-4111-8111-111111111111' },
      on: '2026-03-02',
    };
    expect(checkedInput(DoThing, sent)).toStrictEqual(sent);
  });

  it('leaves out what is optional and absent or null, so that both are one command', () => {
    const nothing = { count: null, parts: undefined, about: null };
    expect(checkedInput(DoThing, { ...whole, ...nothing })).toStrictEqual(whole);
    expect(checkedInput(DoThing, whole)).toStrictEqual(whole);
  });

  it('is taken from an object without a prototype, as GraphQL makes it', () => {
    const sent = Object.assign(Object.create(null) as Record<string, unknown>, whole);
    expect(checkedInput(DoThing, sent)).toStrictEqual(whole);
  });

  it.each(['more', 'toString', 'constructor'])('may not have %s, which nobody declared', (name) => {
    const { at, message } = refusal({ ...whole, [name]: 'secret' });
    expect(at).toBe('test.DoThing');
    expect(message).not.toContain('secret');
  });

  it.each([
    ['how', { how: 'secret' }],
    ['how', { how: 'not_so_well' }],
    ['how', { how: undefined }],
    ['case', { case: 'secret secret' }],
    ['case', { case: null }],
    ['count', { count: 4 }],
    ['count', { count: 'secret' }],
    ['count', { count: 1.5 }],
    ['parts', { parts: 'secret' }],
    ['parts', { parts: [1, 2, 3] }],
    [
      'parts[1].size',
      {
        parts: [
          { name: 'a', size: 1 },
          { name: 'secret', size: 'secret' },
        ],
      },
    ],
    ['parts[0]', { parts: [{ name: 'a', size: 1, secret: 'secret' }] }],
    ['about.person', { about: { name: 'secret', person: 'secret' } }],
    ['on', { on: 'secret' }],
  ])('names %s when its value is wrong, and never quotes it: %j', (at, wrong) => {
    const refused = refusal({ ...whole, ...wrong });
    expect(refused.at).toBe(at);
    expect(refused.message).toMatch(new RegExp(`^${at.replaceAll(/[[\].]/g, '\\$&')}: `));
    expect(refused.message).not.toContain('secret');
  });
});
