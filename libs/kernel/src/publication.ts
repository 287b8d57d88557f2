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

/** Where a case's public chain stands. Folded from its stream, guarded by the expected version. */
export interface Publication {
  readonly publicity: Publicity;
  readonly entries: number;
  readonly prev: string | null;
}

export const unpublished: Publication = { publicity: 'counted', entries: 0, prev: null };

interface Publishable {
  readonly ofTheLog?: true;
  readonly entry?: (data: never) => PublicEntry | null;
  readonly publicity?: (data: never) => Publicity;
}

export type Visibility = 'public' | 'sealed';

/**
 * `vis` and `pub` of an event: a pure function of its type, its open fields and the publicity of the case at that
 * version. Nobody chooses it, and an auditor computes it again.
 * @param ref the case; null for an act of the log itself
 */
export function publish(
  definition: Publishable,
  open: Readonly<Record<string, unknown>>,
  ref: string | null,
  { publicity, entries, prev }: Publication,
): { vis: Visibility; pub: PublicEntry | PublishedEntry | null } {
  const level = definition.publicity?.(open as never) ?? publicity;
  const entry = definition.entry?.(open as never) ?? null;
  if (entry === null || !(definition.ofTheLog || level === 'public'))
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
  const publicity = definition.publicity?.(open as never) ?? state.publicity;
  return vis === 'public'
    ? { publicity, entries: state.entries + 1, prev: leafHash }
    : { ...state, publicity };
}
