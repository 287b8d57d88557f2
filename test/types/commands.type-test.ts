// Compiled by `npm test`, never run: each line below a `@ts-expect-error` must not compile.
import {
  caseRef,
  defineCommand,
  localised,
  oneOf,
  optional,
  text,
  type CommandMeta,
  type Rules,
} from '#kernel';

const summary = localised('做', 'Does it.');
class Paint extends defineCommand('test.Paint', {
  summary,
  input: { case: caseRef, colour: oneOf('red', 'blue'), note: optional(text) },
}) {}
class Strip extends defineCommand('test.Strip', { summary, input: { case: caseRef } }) {}
declare const meta: CommandMeta;

export const made = [
  new Paint({ case: 'a', colour: 'red' }, meta),
  new Paint({ case: 'a', colour: 'blue', note: 'x' }, meta),
  // @ts-expect-error a required input is missing
  new Paint({ case: 'a' }, meta),
  // @ts-expect-error a value that the closed list does not have
  new Paint({ case: 'a', colour: 'green' }, meta),
  // @ts-expect-error an input of another type
  new Paint({ case: 'a', colour: 'red', note: 1 }, meta),
  // @ts-expect-error an input that the command does not have
  new Paint({ case: 'a', colour: 'red', more: 'x' }, meta),
  // @ts-expect-error nobody asks
  new Paint({ case: 'a', colour: 'red' }),
];

const kind: 'Paint' = new Paint({ case: 'a', colour: 'red' }, meta).kind;
// @ts-expect-error the kind is the word behind the dot
const other: 'Strip' = new Paint({ case: 'a', colour: 'red' }, meta).kind;
export const kinds = [kind, other];

// @ts-expect-error a command without words for the schema
export const silent = defineCommand('test.Silent', { input: { case: caseRef } });
export const wordless = defineCommand('test.Wordless', {
  // @ts-expect-error a summary in one language
  summary: { en: 'Does it.' },
  input: { case: caseRef },
});

export const rules: Rules<Paint | Strip, null, string> = {
  Paint: ({ data }) => [data.colour],
  Strip: ({ data }) => [data.case],
};
// @ts-expect-error a command without a rule
export const forgetful: Rules<Paint | Strip, null, string> = {
  Paint: ({ data }) => [data.colour],
};
export const inventive: Rules<Strip, null, string> = {
  Strip: () => [],
  // @ts-expect-error a rule without a command
  Sand: () => [],
};
export const mistaken: Rules<Strip, null, string> = {
  // @ts-expect-error an input of another command
  Strip: ({ data }) => [data.colour],
};
