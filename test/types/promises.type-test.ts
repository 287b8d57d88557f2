// Each `@ts-expect-error` is a promise: if the line below it ever compiles, this file no longer does.
import {
  defineEvent,
  defineView,
  localised,
  neverEvent,
  open,
  panel,
  personal,
  procedure,
  text,
  uuid,
  type Decider,
  type EventOf,
  type FoldedEventOf,
  type PublicEventOf,
  type Row,
  type Command,
} from '#kernel';
import { refused } from '../../libs/capabilities/investigation/investigation.refusals.js';

const summary = localised('测试', 'A test.');

const Told = defineEvent('test.Told', {
  version: 1,
  summary,
  fields: {
    what: open(text),
    by: procedure(uuid),
    detail: panel(text),
    name: personal('by')(text),
  },
});
const Ended = defineEvent('test.Ended', { version: 1, summary, fields: { on: open(text) } });
type Known = typeof Told | typeof Ended;

defineEvent('test.Unclassified', {
  version: 1,
  summary,
  // @ts-expect-error a field without a class
  fields: { what: text },
});

defineEvent('test.Nobody', {
  version: 1,
  summary,
  // @ts-expect-error about a field that does not exist
  fields: { name: personal('whom')(text) },
});

defineEvent('test.SealedPerson', {
  version: 1,
  summary,
  // @ts-expect-error about a field whose key would have to be opened first
  fields: { whom: panel(uuid), name: personal('whom')(text) },
});

defineEvent('test.LeakingEntry', {
  version: 1,
  summary,
  fields: { what: open(text), detail: panel(text) },
  // @ts-expect-error a public entry sees open fields only
  entry: ({ detail }) => ({ kind: 'told', date: '2026-03-02', title: localised(detail, detail) }),
});

// @ts-expect-error a field that is missing
Told({ what: 'x', by: 'y', detail: 'z' });

interface Words extends Row {
  readonly words: string;
}

defineView<Words, Known>({
  name: 'leaking',
  version: 1,
  reach: 'public',
  events: [Told, Ended],
  key: ({ event }) => event.type,
  on: {
    'test.Told': (_row, { event: { data } }) => ({
      key: data.what,
      // @ts-expect-error a view reads open fields only
      words: data.detail,
    }),
    'test.Ended': () => null,
  },
});

defineView<Words, Known>({
  name: 'forgetful',
  version: 1,
  reach: 'public',
  events: [Told, Ended],
  key: ({ event }) => event.type,
  // @ts-expect-error a view that forgets an event
  on: { 'test.Told': () => undefined },
});

export const forgetfulEvolve = (event: FoldedEventOf<Known>): string => {
  switch (event.type) {
    case 'test.Told':
      return event.data.by;
    default:
      // @ts-expect-error an `evolve` that forgets an event
      return neverEvent(event);
  }
};

export const readingEvolve: Decider<string, Command, Known>['evolve'] = (state, event) => {
  if (event.type !== 'test.Told') return state;
  // @ts-expect-error an `evolve` that reads a content field
  const { detail } = event.data;
  // @ts-expect-error an `evolve` that reads a personal field
  const { name } = event.data;
  return `${String(detail)}${String(name)}`;
};

export const publicReader = (event: PublicEventOf<typeof Told>): string =>
  // @ts-expect-error the public reads no procedure field
  event.data.by;

export const whole = (event: EventOf<typeof Told>): string => event.data.detail + event.data.name;

// @ts-expect-error a sentence in one language only
localised('只有中文');

// @ts-expect-error a refusal without a sentence
refused('investigation.nope');
