import { canonicalJson } from '#kernel';
import type { DisclosureRow } from './disclosure.projection.js';
import type { PublicCaseRow } from './public-case.projection.js';

/** Why a public leaf is not opened. */
export type Closed = 'withheld' | 'hidden' | 'erased' | 'withdrawn';

/** Of a leaf that anyone may open: the disclosures of its presentation, or why it has none and which leaf says so. */
export type DisclosureLine =
  | { readonly i: number; readonly sd: readonly string[] }
  | { readonly i: number; readonly why: Closed; readonly by: number };

/** Of a case, what tells whether its entries show. */
export type Standing = Pick<PublicCaseRow, 'withdrawnAt'>;

/** @param ofCase the row of its case as it stands at the same size; left out for an act of the log */
export function disclosureLine(
  { index, presentation }: Pick<DisclosureRow, 'index' | 'presentation'>,
  ofCase?: Standing | null,
): DisclosureLine {
  const by = ofCase?.withdrawnAt ?? null;
  // The act that took the case back is what everyone can still read of it.
  if (by !== null && by !== index) return { i: index, why: 'withdrawn', by };
  return { i: index, sd: presentation.split('~').slice(1, -1) };
}

/** As it stands in a file of disclosures. */
export const writtenLine = (line: DisclosureLine): string => `${canonicalJson(line)}\n`;
