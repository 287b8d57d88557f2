import {
  publish,
  type AnyDefinition,
  type Json,
  type PublicEntry,
  type PublishedEntry,
  type Recorded,
  type AnyEvent,
} from '#kernel';
import { type Leaf } from '#sealing/verify';
import { Malformed } from '../failures.js';
import { dataOf, definitionIn, fieldOf, isValue, openFieldsOf, openWith } from './windows.js';

/** An event as anyone may read it, from its leaf and the windows that are shown. */
export interface PublicEvent {
  readonly index: number;
  readonly definition: AnyDefinition;
  readonly type: string;
  /** Open fields. */
  readonly data: Readonly<Record<string, Json>>;
  /** The case; null for an act of the log itself. */
  readonly ref: string | null;
  /** As it was committed; null in an event that a release shows, whose entry stands there. */
  readonly pub: PublicEntry | PublishedEntry | null;
  readonly iat: number;
  /** Of the leaf, hex. */
  readonly leafHash: string;
  /** Paths of the windows that are open. */
  readonly open: readonly string[];
  /** Version within its case, where it is shown. */
  readonly rev: number | null;
}

/** What anyone gets of every public event. */
const always = ['', '/type', '/data', '/pub', '/actor', '/actor/role'];
/** What anyone gets of an event that a release shows. Its place in its case may be shown: the release names it too. */
const ofReleased = ['', '/type', '/data'];

/**
 * Reads the windows of a leaf as anyone gets them: no window too few, none too many, each value one that its field may have.
 * @throws NotGenuine · Malformed · NewerFormat
 */
export function readPublic(
  { index, entry, leafHash }: { index: number; entry: string; leafHash: string },
  { vis, iat }: Leaf,
  sd: readonly string[],
): PublicEvent {
  const { windows } = openWith(entry, sd);
  const required = vis === 'public' ? always : ofReleased;
  const missing = required.find((path) => !windows.has(path));
  if (missing !== undefined) throw new Malformed(`the window ${missing || 'ev'} is not shown`);
  const definition = definitionIn(windows);
  const names = openFieldsOf(definition);
  const allowed = new Set([
    ...required,
    ...names.map((name) => `/data/${name}`),
    ...(vis === 'public' ? [] : ['/rev']),
  ]);
  const tooMany = [...windows.keys()].find((path) => !allowed.has(path));
  if (tooMany !== undefined)
    throw new Malformed(`the window ${tooMany} is shown and is not public`);
  const data = dataOf(windows);
  for (const name of names) {
    const field = fieldOf(definition, name);
    if (!field || !isValue(field, data[name], name))
      throw new Malformed(
        name in data
          ? `the field ${name} has a value that it cannot have`
          : `the open field ${name} is not shown`,
      );
  }
  const ref = typeof data['case'] === 'string' ? data['case'] : null;
  const pub = vis === 'public' ? readEntry(windows.get('/pub') ?? null, definition, ref) : null;
  const rev = windows.get('/rev');
  return {
    ...{ index, definition, type: definition.type, data, ref, pub, iat, leafHash },
    open: [...windows.keys()],
    rev: typeof rev === 'number' ? rev : null,
  };
}

/**
 * The entry that the program would make of the open fields today. Of an older version of its words it is another one, so
 * what is compared with it is not the words.
 */
export function entryOf(definition: AnyDefinition, data: PublicEvent['data']): PublicEntry | null {
  try {
    return definition.entry?.(data) ?? null;
  } catch {
    return null;
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isWords = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).sort().join() === 'en,zh' &&
  Object.values(value).every(isText);

function readEntry(
  value: Json,
  definition: AnyDefinition,
  ref: string | null,
): PublicEntry | PublishedEntry {
  const pub = value as unknown as PublishedEntry;
  const isEntry =
    typeof value === 'object' &&
    value !== null &&
    isText(pub.kind) &&
    isText(pub.date) &&
    isWords(pub.title) &&
    [pub.text, pub.role].every((words) => words === undefined || isWords(words)) &&
    (pub.marks === undefined || Array.isArray(pub.marks));
  if (!isEntry) throw new Malformed('the public entry is none');
  const ofCase = definition.ofTheLog !== true;
  const isPlaced = ofCase
    ? ref !== null && pub.case === ref && isCount(pub.n) && isPrevious(pub.prev)
    : !('case' in pub) && !('n' in pub) && !('prev' in pub);
  if (!isPlaced) throw new Malformed('the public entry does not say its place in its case');
  return pub;
}

const isCount = (n: unknown): boolean => Number.isSafeInteger(n) && Number(n) >= 1;
const isPrevious = (prev: unknown): boolean =>
  prev === null || (typeof prev === 'string' && /^[0-9a-f]{64}$/.test(prev));

/** Whether the type can be public at all with these fields. */
export const isPublishable = ({ definition, data, ref }: PublicEvent): boolean =>
  publish(definition, data, ref, { publicity: 'public', entries: 0, prev: null }).vis === 'public';

/** The event as views fold it. */
export const recordedOf = (
  { index, type, data, iat, leafHash }: PublicEvent,
  pub: PublicEntry | PublishedEntry,
): Recorded<AnyEvent> => ({
  ...{ index, event: { type, data }, sealedAt: iat * 1000, leafHash, pub },
  // Public views know neither: a reader of leaves does not either.
  ...{ stream: '', version: -1, recordedOn: '', presentation: '' },
});
