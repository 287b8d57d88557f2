import { languages, type Language } from '#kernel';

/** An address without its language: `cases/letter`, `?search=x`. */
export type Place = string;

const query = (values: Readonly<Record<string, string | null>>): string => {
  const given = Object.entries(values).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
};

export const listPlace = (values: { search?: string; after?: string | null } = {}): Place =>
  query({ search: values.search ?? null, after: values.after ?? null });

export interface CaseView {
  readonly kind?: string | null;
  readonly order?: 'newest' | 'oldest';
  readonly after?: string | null;
  readonly before?: string | null;
}

export const casePlace = (ref: string, view: CaseView = {}): Place =>
  `cases/${encodeURIComponent(ref)}${query({
    kind: view.kind ?? null,
    order: view.order === 'oldest' ? 'oldest' : null,
    after: view.after ?? null,
    before: view.before ?? null,
  })}`;

export const entryPlace = (ref: string, n: number): Place =>
  `cases/${encodeURIComponent(ref)}/entries/${String(n)}`;

/** The panel of a case, and the documents under which it works. */
export const committeePlace = (ref: string): Place => `cases/${encodeURIComponent(ref)}/committee`;

export type DocumentKind = 'charter' | 'terms';
export const documentPlace = (
  ref: string,
  kind: DocumentKind,
  compared: { readonly from: number; readonly to: number } | null = null,
): Place =>
  `cases/${encodeURIComponent(ref)}/${kind}${query({
    from: compared && String(compared.from),
    to: compared && String(compared.to),
  })}`;

export const statisticsPlace: Place = 'statistics';

export const verifyPlace: Place = 'verify';

/** Where a case, one record of the log, or all is checked. What stands behind the `#` no server is told. */
export function checkPath(
  language: Language,
  of: { readonly ref: string } | { readonly index: number } | null,
): string {
  const page = pathOf(language, verifyPlace);
  if (of === null) return page;
  return 'ref' in of
    ? `${page}#case=${encodeURIComponent(of.ref)}`
    : `${page}#entry=${String(of.index)}`;
}

/** Where a page stands in a language, from the root of the site. */
export const pathOf = (language: Language, place: Place): string => `/${language}/${place}`;

/** Both feeds of one case, or of all cases, in a language. */
export const feedPaths = (
  language: Language,
  ref: string | null,
): { atom: string; json: string } => {
  const start = ref === null ? `/${language}` : `/${language}/cases/${encodeURIComponent(ref)}`;
  return { atom: `${start}/feed.atom`, json: `${start}/feed.json` };
};

export const otherLanguage = (language: Language): Language =>
  languages.find((other) => other !== language) ?? language;
