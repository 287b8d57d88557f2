import type { Json, Visibility } from '#kernel';
import { isDecoy, leafHeader, slots } from './form.js';

// Without node:crypto and Buffer: the page that checks a log in a browser opens leaves with this, as the programs do.

/** A leaf or a window that does not verify. `rule` is stable; the message names no value. */
export class NotGenuine extends Error {
  override readonly name = 'NotGenuine';
  constructor(
    readonly rule: 'form' | 'signature' | 'digest' | 'slot' | 'round-trip' | 'unreferenced',
    what: string,
  ) {
    super(what);
  }
}

/** What a leaf says by itself. */
export interface Leaf {
  readonly kid: string;
  readonly vis: Visibility;
  /** Seconds, start of the sealing window. */
  readonly iat: number;
  readonly iss: string;
  /** Digest of `ev`, the one thing that it commits. */
  readonly evDigest: string;
}

/** A leaf with windows: path → value of what is open, and the paths of what is not. */
export interface Opened {
  readonly leaf: Leaf;
  /** Objects that hold commitments stand as their `_sd` objects; a narrative as its list of digests. */
  readonly windows: ReadonlyMap<string, Json>;
  readonly withheld: readonly string[];
}

/** Text of a part of base64url. @throws NotGenuine for bytes that are not UTF-8, and for a part that does not encode back to itself */
export type Decode = (part: string) => string;

/** Reads a leaf and checks its form to the byte. @throws NotGenuine */
export function leafOf(entry: string, decode: Decode): Leaf {
  const [header, payload, signature, more] = entry.split('.');
  if (signature === undefined || more !== undefined)
    throw new NotGenuine('form', 'a leaf has three parts');
  if (!/^[A-Za-z0-9_-]{85}[AQgw]$/.test(signature))
    throw new NotGenuine('form', 'not the signature of a leaf');
  const kid = kidOf(header, decode);
  const said = members(payload, decode);
  const { _sd, _sd_alg, iat, iss, vis } = said;
  const digest: unknown = Array.isArray(_sd) && _sd.length === 1 ? _sd[0] : undefined;
  const wellFormed =
    Object.keys(said).join() === '_sd,_sd_alg,iat,iss,vis' &&
    _sd_alg === 'sha-256' &&
    Number.isSafeInteger(iat) &&
    typeof iss === 'string' &&
    (vis === 'public' || vis === 'sealed');
  if (!wellFormed || !isDigest(digest)) throw new NotGenuine('form', 'not the payload of a leaf');
  return { kid, vis, iat: iat as number, iss, evDigest: digest };
}

/** The header that was read last, checked: all leaves of a key have the same. */
let lastHeader: { readonly text: string; readonly kid: string } | undefined;

function kidOf(text = '', decode: Decode): string {
  if (lastHeader?.text === text) return lastHeader.kid;
  const { kid } = members(text, decode);
  if (typeof kid !== 'string' || decode(text) !== leafHeader(kid))
    throw new NotGenuine('form', 'not the header of a leaf');
  lastHeader = { text, kid };
  return kid;
}

/**
 * Opens a leaf with the JSON texts of disclosures and decoys, each under its digest. Every text must belong to the leaf
 * (RFC 9901, 7.1), under the name that its slot announces, and must be what its own value encodes to; otherwise nothing is
 * opened. That the digests are those of the texts is for the caller to have computed.
 * @throws NotGenuine
 */
export function openWith(leaf: Leaf, texts: ReadonlyMap<string, string>): Opened {
  const walk = new Walk(new Map(texts));
  walk.member('', 'ev', leaf.evDigest);
  if (walk.left > 0) throw new NotGenuine('unreferenced', 'a window that the leaf does not commit');
  return { leaf, windows: walk.windows, withheld: walk.withheld };
}

const maxDepth = 4;

class Walk {
  readonly windows = new Map<string, Json>();
  readonly withheld: string[] = [];

  private readonly seen = new Set<string>();

  /** @param unopened texts by digest; what is found is taken out */
  constructor(private readonly unopened: Map<string, string>) {}

  /** Texts that nothing has led to. */
  get left(): number {
    return this.unopened.size;
  }

  member(parent: string, name: string, digest: string): void {
    const path = name === 'ev' && parent === '' ? '' : `${parent}/${name}`;
    const parts = this.take(path, digest);
    if (!parts) return;
    if (parts.length !== 3 || parts[1] !== name)
      throw new NotGenuine('slot', `the window at ${path || 'ev'} opens under another name`);
    this.value(path, parts[2]);
  }

  private element(path: string, digest: string): void {
    const parts = this.take(path, digest);
    if (!parts) return;
    if (parts.length !== 2) throw new NotGenuine('slot', `the window at ${path} is not an element`);
    this.value(path, parts[1]);
  }

  private take(path: string, digest: string): Json[] | undefined {
    // A digest that stands twice would be one window in two places (RFC 9901, 7.1).
    if (this.seen.has(digest)) throw new NotGenuine('slot', `the digest at ${path} stands twice`);
    this.seen.add(digest);
    const text = this.unopened.get(digest);
    if (text === undefined) {
      this.withheld.push(path);
      return undefined;
    }
    this.unopened.delete(digest);
    if (isDecoy(text)) return undefined;
    const parts = roundTrip(text);
    if (!Array.isArray(parts) || typeof parts[0] !== 'string')
      throw new NotGenuine('form', 'not a disclosure');
    return parts as Json[];
  }

  private value(path: string, value: Json | undefined): void {
    if (value === undefined) throw new NotGenuine('form', 'not a disclosure');
    this.windows.set(path, value);
    if (path.split('/').length - 1 > maxDepth)
      throw new NotGenuine('form', 'windows are nested too deeply');
    if (Array.isArray(value)) {
      value.forEach((item: Json, i) => {
        if (isElement(item)) this.element(`${path}/${String(i)}`, item['...']);
        else plain(item);
      });
    } else if (isCommittedObject(value)) {
      const { _sd, sd_names: names } = value;
      if (names.length !== _sd.length || new Set(names).size !== names.length) {
        throw new NotGenuine('slot', `${path || 'ev'} does not name each of its digests once`);
      }
      if (path === '' && (names.length !== slots.length || !slots.every((s) => names.includes(s))))
        throw new NotGenuine('slot', 'an event has its eleven slots, filled or not');
      _sd.forEach((digest, i) => {
        this.member(path, names[i] as string, digest);
      });
    } else if (path === '') throw new NotGenuine('slot', 'an event without slots');
    else plain(value);
  }
}

interface CommittedObject {
  readonly _sd: readonly string[];
  readonly sd_names: readonly string[];
}

function isCommittedObject(value: Json): value is Json & CommittedObject {
  if (typeof value !== 'object' || value === null || !('_sd' in value)) return false;
  const { _sd, sd_names: names, ...rest } = value as { _sd: unknown; sd_names?: unknown };
  const wellFormed =
    Array.isArray(_sd) && _sd.every(isDigest) && Array.isArray(names) && names.every(isName);
  if (!wellFormed || Object.keys(rest).length > 0)
    throw new NotGenuine('slot', 'an object of commitments without its names');
  return true;
}

/** A value holds no commitment where this walk does not look and another reader of SD-JWT would. */
function plain(value: Json): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries<Json>(value as Record<string, Json>)) {
    if (name === '_sd' || name === 'sd_names' || name === '...')
      throw new NotGenuine('slot', 'a commitment inside a value');
    plain(part);
  }
}

/** No name can pretend to be a path. */
const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z]+$/.test(value);

const isElement = (item: Json): item is { '...': string } =>
  typeof item === 'object' &&
  item !== null &&
  Object.keys(item).join() === '...' &&
  isDigest((item as Record<string, Json>)['...'] ?? null);

const isDigest = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value);

/** The members of a part of a JWS. */
function members(part = '', decode: Decode): Readonly<Record<string, unknown>> {
  const value = roundTrip(decode(part));
  if (typeof value !== 'object' || value === null) throw new NotGenuine('form', 'not an object');
  return value as Readonly<Record<string, unknown>>;
}

/** As `JSON.stringify` writes it: an escape behind an even number of backslashes. */
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/**
 * An array of strings without escapes, or one with an object of commitments: there is one way to write these, so what
 * parses encodes back to itself. (That digests and names are strings is looked at where they are used.)
 */
const plainlyWritten =
  /^\["[\w-]*"(?:,"[^"\\\p{Cc}\p{Cs}]*")*(?:,\{"_sd":\["[\w",-]*"\],"sd_names":\["[A-Za-z",]*"\]\})?\]$/u;

/** Values nested in values: more than any event has, and less than a stack holds. */
const mostNested = 64;

const isDeeper = (value: unknown, most: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (most === 0 || Object.values(value).some((part) => isDeeper(part, most - 1)));

/** Duplicate keys or odd escapes could be read differently by two parsers: signed once, shown twice. */
function roundTrip(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NotGenuine('form', 'not JSON');
  }
  if (plainlyWritten.test(text)) return value;
  if (isDeeper(value, mostNested)) throw new NotGenuine('form', 'nested too deeply');
  // A lone surrogate encodes back to its own escape, and some parsers read another character.
  if (JSON.stringify(value) === text && !(text.includes('\\ud') && loneSurrogate.test(text)))
    return value;
  throw new NotGenuine('round-trip', 'JSON that does not encode back to itself');
}
