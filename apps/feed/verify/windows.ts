import { leafOf, NotGenuine, openWith, type Leaf, type Opened } from '#sealing/opening';
import { decodePart, toBase64url, utf8 } from './bytes.js';
import type { Computing } from './crypto.js';
import type { Finding, Report } from './report.js';
import { Malformed } from './tree.js';

/** The entry that a public leaf makes, as far as pages show it again. */
export interface Pub {
  readonly case?: string;
  readonly n?: number;
  readonly prev?: string | null;
  readonly kind?: string;
  readonly date?: string;
}

/** What of an opened leaf the rest of the check needs. */
export interface OpenedLeaf {
  readonly vis: Leaf['vis'];
  readonly type: string;
  readonly pub: Pub | null;
  /** Its case. */
  readonly ref: string | undefined;
  /** What it makes of the publicity of its case; null where it is about something else. */
  readonly publicity: 'lowered' | 'raised' | null;
  /** Earlier entries that it makes public, in their order. */
  readonly shows: readonly Pub[];
}

/** A line of a file of disclosures. */
export type DisclosureLine =
  | { readonly i: number; readonly sd: readonly string[] }
  | { readonly i: number; readonly why: string; readonly by: number };

/** The lines of a file, by index. @throws Malformed */
export function linesOf(text: string): Map<number, DisclosureLine> {
  const lines = new Map<number, DisclosureLine>();
  for (const written of text.split('\n').filter((line) => line !== '')) {
    const line = parsed(written);
    const { i, sd, why, by } = line ?? {};
    const opens = Array.isArray(sd) && sd.every((one) => typeof one === 'string');
    const explains = typeof why === 'string' && Number.isSafeInteger(by);
    if (!Number.isSafeInteger(i) || opens === explains || lines.has(i as number))
      throw new Malformed('not a file of disclosures');
    lines.set(i as number, line as unknown as DisclosureLine);
  }
  return lines;
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

/** Reads a leaf; says so when it is none. */
export function leafAt(index: number, entry: string, report: Report): Leaf | null {
  try {
    return leafOf(entry, decodePart);
  } catch (error) {
    if (!(error instanceof NotGenuine)) throw error;
    report.find({ line: 'windows', what: 'notALeaf', index, served: entry });
    return null;
  }
}

/** Opens a leaf with its disclosures, each re-hashed; null and said, when one of them is not the leaf's. */
export async function openAt(
  index: number,
  leaf: Leaf,
  disclosures: readonly string[],
  by: Computing,
  report: Report,
): Promise<OpenedLeaf | null> {
  const texts = new Map<string, string>();
  try {
    const digests = await Promise.all(
      disclosures.map(async (one) => toBase64url(await by.sha256(utf8(one)))),
    );
    disclosures.forEach((one, i) => texts.set(digests[i] ?? '', decodePart(one)));
    if (texts.size !== disclosures.length) throw new NotGenuine('unreferenced', 'twice');
    return read(openWith(leaf, texts));
  } catch (error) {
    if (!(error instanceof NotGenuine)) throw error;
    const served = JSON.stringify({ i: index, sd: disclosures });
    report.find({
      line: 'windows',
      what: 'notItsWindow',
      index,
      served,
      ...differing(leaf, texts),
    });
    return null;
  }
}

function read({ leaf, windows }: Opened): OpenedLeaf {
  const type = windows.get('/type');
  const shows = windows.get('/data/shows');
  const isPublic = leaf.vis === 'public';
  const pub = isPublic ? ((windows.get('/pub') ?? null) as Pub | null) : null;
  const is = (name: string) => isPublic && typeof type === 'string' && type.startsWith(`${name}@`);
  const publicity = windows.get('/data/level') === 'counted' ? 'lowered' : 'raised';
  return {
    vis: leaf.vis,
    type: typeof type === 'string' ? type : '',
    pub,
    ref: pub?.case ?? (windows.get('/data/case') as string | undefined),
    publicity: is('investigation.CasePublicitySet') ? publicity : null,
    shows: is('disclosure.DisclosureReleased') && Array.isArray(shows) ? (shows as Pub[]) : [],
  };
}

/** The first text that the leaf does not commit, by its digest, and the digest that stands under its name. */
function differing(
  leaf: Leaf,
  texts: ReadonlyMap<string, string>,
): Pick<Finding, 'expected' | 'computed'> {
  const committed = new Map([['ev', leaf.evDigest]]);
  const all = new Set([leaf.evDigest]);
  const values = [...texts].map(([digest, text]) => ({ digest, parts: partsOf(text) }));
  for (const { parts } of values) {
    const value = parts.at(-1) as { _sd?: unknown; sd_names?: unknown } | null | undefined;
    if (!Array.isArray(value?._sd) || !Array.isArray(value.sd_names)) continue;
    const names = value.sd_names as unknown[];
    value._sd.forEach((digest: unknown, i) => {
      all.add(String(digest));
      if (!committed.has(String(names[i]))) committed.set(String(names[i]), String(digest));
    });
  }
  const [odd] = values.filter(({ digest }) => !all.has(digest));
  if (!odd) return {};
  const expected = committed.get(String(odd.parts[1]));
  return { computed: odd.digest, ...(expected !== undefined && { expected }) };
}

function partsOf(text: string): unknown[] {
  try {
    const parts = JSON.parse(text) as unknown;
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
