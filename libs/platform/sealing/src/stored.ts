import { Corrupt, type Json } from '#kernel';
import { decryptWindows, type SealingKeyOf } from './cipher.js';
import type { Body } from './seal.js';
import { joinPresentation, NotGenuine, openLeaf, type Leaf } from './verify.js';

/** The columns of a stored event that opening it needs. */
export interface StoredBytes {
  readonly eventId: string;
  readonly leaf: string;
  readonly body: string;
}

/** A stored event as far as the keys at hand open it, checked against its leaf. */
export interface OpenedEvent {
  readonly leaf: Leaf;
  /** Path → value. */
  readonly windows: ReadonlyMap<string, Json>;
  /** Key ids of what stayed closed. */
  readonly lockedKids: readonly string[];
}

const corrupt = (stored: StoredBytes, cause: unknown) =>
  new Corrupt(`event ${stored.eventId}`, 'its body does not open its leaf', { cause });

function readBody(stored: StoredBytes): Body {
  try {
    return JSON.parse(stored.body) as Body;
  } catch (cause) {
    throw corrupt(stored, cause);
  }
}

/** The key ids under which a stored event is sealed. */
export const kidsOf = (stored: StoredBytes): readonly string[] => Object.keys(readBody(stored).enc);

/** The windows of a stored event that some keys open. */
interface Unlocked {
  /** JSON texts of those that have their place, `ev` first. */
  readonly texts: readonly string[];
  /** Path → key id, of what was sealed. */
  readonly keyOf: ReadonlyMap<string, string>;
  readonly lockedKids: readonly string[];
}

function unlock(stored: StoredBytes, keys: readonly SealingKeyOf[]): Unlocked {
  const { ev, d, enc } = readBody(stored);
  const texts = new Map(Object.entries(d));
  const keyOf = new Map<string, string>();
  const lockedKids: string[] = [];
  for (const [kid, sealed] of Object.entries(enc)) {
    const key = keys.find((held) => held.kid === kid);
    if (!key) {
      lockedKids.push(kid);
      continue;
    }
    for (const [path, text] of Object.entries(decryptWindows(sealed, key, stored.eventId))) {
      texts.set(path, text);
      keyOf.set(path, kid);
    }
  }
  // A person's words stand in a narrative whose list is under the panel's key: without it they have no place.
  const placed = [...texts].filter(([path]) => isPlaced(path, texts)).map(([, text]) => text);
  return { texts: [ev, ...placed], keyOf, lockedKids };
}

/**
 * Opens a stored event with the keys given; none is needed for what is in clear.
 * @throws Corrupt when body and leaf do not belong together or a ciphertext was changed
 */
export function openStored(stored: StoredBytes, keys: readonly SealingKeyOf[] = []): OpenedEvent {
  try {
    const { texts, keyOf, lockedKids } = unlock(stored, keys);
    const { leaf, windows } = openLeaf(stored.leaf, texts);
    checkKids(windows.get('/kids'), keyOf);
    return { leaf, windows, lockedKids };
  } catch (cause) {
    throw corrupt(stored, cause);
  }
}

/**
 * The disclosures of a stored event that these keys open, base64url, as whoever checks the leaf is handed them.
 * @throws Corrupt as `openStored` does
 */
export function disclosuresOf(
  stored: StoredBytes,
  keys: readonly SealingKeyOf[],
): { readonly disclosures: readonly string[]; readonly lockedKids: readonly string[] } {
  const { lockedKids } = openStored(stored, keys);
  const [, ...disclosures] = joinPresentation(stored.leaf, unlock(stored, keys).texts).split('~');
  return { disclosures: disclosures.slice(0, -1), lockedKids };
}

/**
 * Opens of a stored event what views read, with no key: the windows that the public gets of a public event, each checked
 * against the leaf. What stays aside here is checked by whoever checks the whole log.
 * @param released a later event made this sealed one public: its presentation is what that one shows
 * @throws Corrupt when one of them does not belong to the leaf
 */
export function openForViews(
  stored: StoredBytes,
  openFields: readonly string[],
  released = false,
): Pick<OpenedEvent, 'leaf' | 'windows'> & { readonly presentation: string } {
  const { ev, d } = readBody(stored);
  try {
    const texts = clearTexts(ev, d, released ? isReleased : isPublic, openFields);
    const { leaf, windows } = openLeaf(stored.leaf, texts);
    const presentation = presented(stored, released ? 'public' : leaf.vis, texts);
    return { leaf, windows, presentation };
  } catch (cause) {
    throw corrupt(stored, cause);
  }
}

function isPlaced(path: string, texts: ReadonlyMap<string, string>): boolean {
  const parent = path.slice(0, path.lastIndexOf('/'));
  return parent === '' || texts.has(parent);
}

/** What was committed of who can erase what is how it is sealed; else a destroyed key would leave a copy. */
function checkKids(committed: Json | undefined, keyOf: ReadonlyMap<string, string>): void {
  const kids = (committed ?? {}) as Readonly<Record<string, Json>>;
  for (const [path, kid] of keyOf) {
    if (!Object.hasOwn(kids, path) || kids[path] !== kid)
      throw new NotGenuine('slot', `${path} is sealed under another key than it says`);
  }
}

/** Paths of what anyone gets of a sealed event that was released: its entry stands in the release. */
const isReleased = (path: string, openFields: readonly string[]) =>
  ['/type', '/data'].includes(path) || openFields.some((name) => path === `/data/${name}`);

/** Paths of what anyone gets of a public event; never the exact time of recording. */
const isPublic = (path: string, openFields: readonly string[]) =>
  ['/pub', '/actor', '/actor/role'].includes(path) || isReleased(path, openFields);

const clearTexts = (
  ev: string,
  d: Body['d'],
  isShown: typeof isPublic,
  openFields: readonly string[],
): readonly string[] => [
  ev,
  ...Object.entries(d).flatMap(([path, text]) => (isShown(path, openFields) ? [text] : [])),
];

const presented = ({ leaf }: StoredBytes, vis: Leaf['vis'], texts: readonly string[]): string =>
  joinPresentation(leaf, vis === 'sealed' ? [] : texts);

/** The public presentation of an event: the leaf, and for a public event its open windows. */
export function presentationOf(
  stored: StoredBytes,
  vis: Leaf['vis'],
  openFields: readonly string[],
): string {
  const { ev, d } = readBody(stored);
  return presented(stored, vis, clearTexts(ev, d, isPublic, openFields));
}

/** The members of `/data` that were opened, narratives joined back into segments. */
export function openedData(windows: ReadonlyMap<string, Json>): Record<string, Json> {
  const data: Record<string, Json> = {};
  for (const [path, value] of windows) {
    const [, slot, name, element] = path.split('/');
    if (slot !== 'data' || name === undefined || element !== undefined) continue;
    data[name] = isSegmented(value)
      ? value.map((_, i) => windows.get(`${path}/${String(i)}`) ?? null)
      : value;
  }
  return data;
}

const isSegmented = (value: Json): value is readonly { '...': string }[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((item: Json) => typeof item === 'object' && item !== null && '...' in item);
