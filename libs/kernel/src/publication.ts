import type { Day } from './clock.js';
import { localised, type Localised } from './localised.js';

/** Who may know of a case: `counted` enters statistics only, `public` has pages and feeds. */
export type Publicity = 'counted' | 'public';

/** Why words are withheld in a public text: a closed list. */
export const markReasons = ['privacy-of-the-person-affected', 'privacy-of-another-person'] as const;
export type MarkReason = (typeof markReasons)[number];

/** What stands in a text where words are withheld. Published texts hold it as it was when they were recorded. */
export const markWords: { readonly [R in MarkReason]: Localised } = {
  'privacy-of-the-person-affected': localised(
    '［已隐去：当事人隐私］',
    '[withheld: privacy of the person affected]',
  ),
  'privacy-of-another-person': localised(
    '［已隐去：他人隐私］',
    '[withheld: privacy of another person]',
  ),
};

/** How exactly a day is known. */
export const precisions = ['day', 'month', 'year', 'unknown'] as const;
export type Precision = (typeof precisions)[number];

/** What the public reads of one event, in both languages, complete. */
export interface PublicEntry {
  readonly kind: string;
  readonly date: Day;
  readonly precision?: Precision;
  readonly title: Localised;
  readonly text?: Localised;
  /** In whose role it was done, in words. */
  readonly role?: Localised;
  readonly marks?: readonly MarkReason[];
}

/** The `pub` slot of a public event: the entry and its place in the case's public chain. */
export interface PublishedEntry extends PublicEntry {
  readonly case: string;
  /** From 1, in the order in which entries became public; never reused. */
  readonly n: number;
  /** Leaf hash of the public entry before it (hex), null for the first: a gap shows without the whole log. */
  readonly prev: string | null;
}

/** A sealed event of a counted case that shows once the case is public, with its entry as it was rendered then. */
export interface Waiting {
  readonly version: number;
  readonly entry: PublicEntry;
  /** Newest first, so that a fold adds one at no cost. */
  readonly before: Waiting | undefined;
  /** Bytes of the entries up to and with this one. */
  readonly bytes: number;
}

/** Where a case's public chain stands. Folded from every event of its stream, guarded by the expected version. */
export interface Publication {
  readonly publicity: Publicity;
  readonly entries: number;
  readonly prev: string | null;
  /** Events that it was folded from, which is the version of the next one; left out: none. */
  readonly events?: number;
  /** What raising the level releases. Let go once it was released. */
  readonly waiting?: Waiting | undefined;
}

export const unpublished: Publication = { publicity: 'counted', entries: 0, prev: null };

/** Stored type of the event by which earlier events become public; it is defined where its fields are. */
export const releaseType = 'disclosure.DisclosureReleased';

interface Publishable {
  readonly type?: string;
  readonly ofTheLog?: true;
  readonly entry?: (data: never) => PublicEntry | null;
  readonly publicity?: (data: never) => Publicity;
}

export type Visibility = 'public' | 'sealed';

/**
 * `vis` and `pub` of an event: a pure function of its type, its open fields and the publicity of the case at that
 * version. Nobody chooses it, and an auditor computes it again. What changes the level is public if the case was public
 * before it or is after it: a case cannot vanish without a dated act.
 * @param ref the case; null for an act of the log itself
 */
export function publish(
  definition: Publishable,
  open: Readonly<Record<string, unknown>>,
  ref: string | null,
  { publicity, entries, prev }: Publication,
): { vis: Visibility; pub: PublicEntry | PublishedEntry | null } {
  const levels = [publicity, definition.publicity?.(open as never)];
  const entry = definition.entry?.(open as never) ?? null;
  if (entry === null || !(definition.ofTheLog || levels.includes('public')))
    return { vis: 'sealed', pub: null };
  return {
    vis: 'public',
    pub: ref === null ? entry : { ...entry, case: ref, n: entries + 1, prev },
  };
}

/** The publication after that event. @param leafHash hex */
export function afterPublishing(
  state: Publication,
  definition: Publishable,
  open: Readonly<Record<string, unknown>>,
  vis: Visibility,
  leafHash: string,
): Publication {
  const { entries, prev, waiting, events = 0 } = state;
  const publicity = definition.publicity?.(open as never) ?? state.publicity;
  const next = { publicity, events: events + 1 };
  if (vis === 'sealed') {
    const entry = definition.entry?.(open as never) ?? null;
    const longer = entry === null ? waiting : added(waiting, events, entry);
    return { ...next, entries, prev, waiting: longer };
  }
  const shown = definition.type === releaseType ? (open['shows'] as readonly Named[]) : [];
  return {
    ...next,
    entries: entries + 1 + shown.length,
    prev: leafHash,
    waiting: shown.length === 0 ? waiting : without(waiting, shown),
  };
}

/** What waits, oldest first. */
export function waitingOf({ waiting }: Publication): Waiting[] {
  const all: Waiting[] = [];
  for (let one = waiting; one; one = one.before) all.push(one);
  return all.reverse();
}

const encoder = new TextEncoder();

const added = (before: Waiting | undefined, version: number, entry: PublicEntry): Waiting => ({
  version,
  entry,
  before,
  bytes: (before?.bytes ?? 0) + encoder.encode(JSON.stringify(entry)).length,
});

type Named = Pick<Waiting, 'version'>;

function without(waiting: Waiting | undefined, shown: readonly Named[]): Waiting | undefined {
  const versions = new Set(shown.map(({ version }) => version));
  return waitingOf({ ...unpublished, waiting })
    .filter(({ version }) => !versions.has(version))
    .reduce<Waiting | undefined>(
      (before, { version, entry }) => added(before, version, entry),
      undefined,
    );
}
