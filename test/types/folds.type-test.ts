// Compiled by `npm test`, never run: each line below a `@ts-expect-error` must not compile.
import {
  caseRef,
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
  type FoldedEventOf,
  type PublicEventOf,
} from '#kernel';

const Opened = defineEvent('test.Opened', {
  version: 1,
  summary: localised('开', 'Opened.'),
  fields: {
    case: open(caseRef),
    personId: procedure(uuid),
    name: personal('personId')(text),
    note: panel(text),
  },
});
const Closed = defineEvent('test.Closed', {
  version: 1,
  summary: localised('关', 'Closed.'),
  fields: { case: open(caseRef) },
});
const events = [Opened, Closed] as const;
type TestEvent = (typeof events)[number];

interface TestRow {
  readonly key: string;
  readonly word: string;
}
const view = { name: 'test', version: 1, reach: 'public', events } as const;
const row = (key: string, word: string): TestRow => ({ key, word });

export const fine = defineView<TestRow, TestEvent>({
  ...view,
  key: ({ event }) => event.data.case,
  on: {
    'test.Opened': (_row, { event: { data } }) => row(data.case, data.case),
    'test.Closed': () => null,
  },
});

export const forgetful = defineView<TestRow, TestEvent>({
  ...view,
  key: ({ event }) => event.data.case,
  // @ts-expect-error the view forgets `test.Closed`
  on: { 'test.Opened': (_row, { event: { data } }) => row(data.case, data.case) },
});

export const inventive = defineView<TestRow, TestEvent>({
  ...view,
  key: ({ event }) => event.data.case,
  on: {
    'test.Opened': () => undefined,
    'test.Closed': () => undefined,
    // @ts-expect-error an event that the view does not fold
    'test.Moved': () => undefined,
  },
});

export const leaks = [
  defineView<TestRow, TestEvent>({
    ...view,
    key: ({ event }) => event.data.case,
    on: {
      // @ts-expect-error a public view reads a procedure field
      'test.Opened': (_row, { event: { data } }) => row(data.case, data.personId),
      'test.Closed': () => null,
    },
  }),
  defineView<TestRow, TestEvent>({
    ...view,
    key: ({ event }) => event.data.case,
    on: {
      // @ts-expect-error a public view reads a panel field
      'test.Opened': (_row, { event: { data } }) => row(data.case, data.note),
      'test.Closed': () => null,
    },
  }),
  defineView<TestRow, TestEvent>({
    ...view,
    // A view of the panel has no more: sealed words are never written by a projection.
    reach: 'panel',
    key: ({ event }) => event.data.case,
    on: {
      // @ts-expect-error a view of the panel reads a personal field
      'test.Opened': (_row, { event: { data } }) => row(data.case, data.name),
      'test.Closed': () => null,
    },
  }),
];

type State = 'none' | 'open' | 'closed';
export function evolve(_state: State, event: FoldedEventOf<TestEvent>): State {
  switch (event.type) {
    case 'test.Opened':
      return 'open';
    case 'test.Closed':
      return 'closed';
    default:
      return neverEvent(event);
  }
}

export function forgetfulEvolve(_state: State, event: FoldedEventOf<TestEvent>): State {
  switch (event.type) {
    case 'test.Opened':
      return 'open';
    default:
      // @ts-expect-error `test.Closed` is not handled
      return neverEvent(event);
  }
}

export function folded(event: FoldedEventOf<typeof Opened>): string[] {
  return [
    event.data.case,
    event.data.personId,
    // @ts-expect-error deciding reads no panel field: it has no key for it
    event.data.note,
    // @ts-expect-error deciding reads no personal field
    event.data.name,
  ];
}

export function published(event: PublicEventOf<typeof Opened>): string[] {
  return [
    event.data.case,
    // @ts-expect-error the public reads no procedure field
    event.data.personId,
    // @ts-expect-error the public reads no panel field
    event.data.note,
    // @ts-expect-error the public reads no personal field
    event.data.name,
  ];
}
