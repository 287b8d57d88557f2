// Compiled by `npm test`, never run: each line below a `@ts-expect-error` must not compile.
import {
  caseRef,
  defineEvent,
  localised,
  open,
  optional,
  panel,
  personal,
  procedure,
  text,
  uuid,
  type Localised,
} from '#kernel';
import { refused } from '#investigation/process';

const summary = localised('事', 'Something happened.');
const details = { version: 1, summary } as const;

export const fine = defineEvent('test.Fine', {
  ...details,
  fields: {
    case: open(caseRef),
    personId: procedure(uuid),
    witnessId: open(uuid),
    name: personal('personId')(text),
    witness: personal('witnessId')(optional(text)),
    note: panel(optional(text)),
  },
});

export const unclassified = defineEvent('test.Unclassified', {
  ...details,
  // @ts-expect-error a field without a class: there is no default
  fields: { case: open(caseRef), note: text },
});

export const aboutNobody = defineEvent('test.AboutNobody', {
  ...details,
  // @ts-expect-error `personal` names a field that does not exist
  fields: { case: open(caseRef), name: personal('personId')(text) },
});

export const aboutPanel = defineEvent('test.AboutPanel', {
  ...details,
  // @ts-expect-error the person's id is sealed content: erasing could not find it
  fields: { personId: panel(uuid), name: personal('personId')(text) },
});

export const aboutPersonal = defineEvent('test.AboutPersonal', {
  ...details,
  fields: {
    personId: personal('witnessId')(uuid),
    witnessId: open(uuid),
    // @ts-expect-error the person's id is itself personal
    name: personal('personId')(text),
  },
});

export const aboutItself = defineEvent('test.AboutItself', {
  ...details,
  // @ts-expect-error a personal field about itself
  fields: { name: personal('name')(text) },
});

export const leaks = [
  defineEvent('test.LeakOfProcedure', {
    ...details,
    fields: { case: open(caseRef), secret: procedure(text) },
    // @ts-expect-error the public entry reads a procedure field
    entry: ({ secret }) => ({ kind: 'a', date: '2026-01-01', title: localised(secret, secret) }),
  }),
  defineEvent('test.LeakOfPanel', {
    ...details,
    fields: { case: open(caseRef), secret: panel(text) },
    // @ts-expect-error the public entry reads a panel field
    entry: ({ secret }) => ({ kind: 'a', date: '2026-01-01', title: localised(secret, secret) }),
  }),
  defineEvent('test.LeakOfPersonal', {
    ...details,
    fields: { personId: open(uuid), secret: personal('personId')(text) },
    // @ts-expect-error the public entry reads a personal field
    entry: ({ secret }) => ({ kind: 'a', date: '2026-01-01', title: localised(secret, secret) }),
  }),
  defineEvent('test.LeakOfPublicity', {
    ...details,
    fields: { case: open(caseRef), secret: procedure(text) },
    // @ts-expect-error the publicity of a case depends on open fields only
    publicity: ({ secret }) => (secret === 'a' ? 'public' : 'counted'),
  }),
];

const person = '11111111-1111-4111-8111-111111111111';
const whole = { case: 'a', personId: person, witnessId: person, name: 'A' };
export const made = [
  fine(whole),
  // @ts-expect-error a required field is missing
  fine({ case: 'a', personId: person, witnessId: person }),
  // @ts-expect-error a field of another type
  fine({ ...whole, name: 1 }),
  // @ts-expect-error a field that the event does not have
  fine({ ...whole, more: 'x' }),
];

export const sentences: Localised[] = [
  localised('一', 'one'),
  // @ts-expect-error a sentence without English
  localised('一'),
  // @ts-expect-error a sentence without Chinese
  { en: 'one' },
  // @ts-expect-error a language that there is not
  { zh: '一', en: 'one', fr: 'un' },
];

export const refusals = [
  refused('investigation.already-open'),
  // @ts-expect-error a code without a sentence
  refused('investigation.nope'),
];
