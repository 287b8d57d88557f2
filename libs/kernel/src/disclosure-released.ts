import type { Day } from './clock.js';
import { defineEvent, type EventOf } from './event-definition.js';
import {
  caseRef,
  day,
  integer,
  listOf,
  oneOf,
  open,
  optional,
  record,
  text,
  type ValuesOf,
  type ValueType,
} from './field.js';
import { fill, localised, type Language } from './localised.js';
import {
  markReasons,
  precisions,
  releaseType,
  waitingOf,
  type Publication,
  type PublicEntry,
  type PublishedEntry,
  type Waiting,
} from './publication.js';

/** Words that an entry was rendered to. Their parts were checked when they were recorded; whole, they may be longer. */
const rendered: ValueType<string> = { ...text, check: (value) => value as string };
const words = record({ zh: rendered, en: rendered } satisfies Record<Language, ValueType<string>>);

/** An earlier event of the same case by its version within the stream, and its entry as the public reads it now. */
const shown = {
  version: integer,
  kind: rendered,
  date: day,
  precision: optional(oneOf(...precisions)),
  title: words,
  text: optional(words),
  role: optional(words),
  marks: optional(listOf(oneOf(...markReasons))),
};
export type ShownEntry = ValuesOf<typeof shown>;

/**
 * Earlier events of a case become public. When the level of a case is raised the platform appends it by itself: what is
 * shown follows from what was recorded, and the words are committed.
 */
export const DisclosureReleased = defineEvent(releaseType, {
  version: 1,
  summary: localised('公布此前的记录', 'Earlier events of a case became public.'),
  fields: { case: open(caseRef), on: open(day), shows: open(listOf(record(shown))) },
  entry: ({ on, shows }) => ({
    kind: 'release',
    date: on,
    title: localised('已公布此前的程序步骤', 'Earlier procedural steps released'),
    text: fill(
      localised('现予公布的此前步骤：{n} 项。', 'Earlier steps that show from now on: {n}.'),
      { n: shows.length },
    ),
  }),
});

/** What one event shows at most: a value of 64 KiB has room for it, and a view folds it at a stretch. */
const mostShown = 100;
const mostBytes = 40 * 1024;

/** The events that follow by themselves on one that raised the level of a case, none after any other. @param on its day */
export function releasesAfter(
  before: Publication,
  after: Publication,
  ref: string,
  on: Day,
): readonly EventOf<typeof DisclosureReleased>[] {
  if (before.publicity === 'public' || after.publicity !== 'public') return [];
  return portions(waitingOf(after)).map((portion) =>
    DisclosureReleased({
      case: ref,
      on,
      shows: portion.map(({ version, entry }) => ({ version, ...entry })),
    }),
  );
}

function portions(waiting: readonly Waiting[]): Waiting[][] {
  const all: Waiting[][] = [];
  let bytes = 0;
  for (const one of waiting) {
    const own = one.bytes - (one.before?.bytes ?? 0);
    const last = all.at(-1);
    if (last && last.length < mostShown && bytes + own <= mostBytes) {
      last.push(one);
      bytes += own;
    } else {
      all.push([one]);
      bytes = own;
    }
  }
  return all;
}

/** The entries that a release makes, with their places behind its own. @param leafHash of the release, hex */
export const entriesOf = (
  { case: ref, n }: PublishedEntry,
  shows: readonly ShownEntry[],
  leafHash: string,
): { readonly version: number; readonly pub: PublishedEntry }[] =>
  shows.map(({ version, ...entry }, i) => ({
    version,
    pub: { ...(entry as PublicEntry), case: ref, n: n + 1 + i, prev: leafHash },
  }));
