import type { PublicCaseRow, TimelineEntryRow } from '#cases/process';
import { markWords, languageTag, type Language, type Localised } from '#kernel';
import type { PublishedCheckpoint, Site } from '../pages/model.js';
import { casePlace, entryPlace, listPlace, pathOf } from '../pages/address.js';
import { dayText } from '../pages/dates.js';
import { titleOf, unsaidMarks } from '../pages/entry.js';
import { say, words } from '../pages/words.js';

/** `publication`: the first checkpoint that covers it; null before there is one. */
export type FeedEntry = TimelineEntryRow & {
  readonly caseTitle: Localised;
  readonly publication: Omit<PublishedCheckpoint, 'quorum'> | null;
};

export interface FeedModel {
  readonly site: Site;
  readonly language: Language;
  readonly scope:
    { readonly kind: 'case'; readonly case: PublicCaseRow } | { readonly kind: 'all' };
  /** Whether the address begins with the language. Those feeds have ids of their own. */
  readonly languageInPath: boolean;
  /** In the order in which the feed lists them. */
  readonly entries: readonly FeedEntry[];
  /** Path of the feed itself, with a slash at the start. */
  readonly selfPath: string;
}

export interface FeedHead {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string | undefined;
  readonly author: string;
  readonly language: string;
  readonly self: string;
  readonly home: string;
  readonly icon: string;
  /** RFC 3339. */
  readonly updated: string;
}

/** An entry in words; both feeds are made of these. */
export interface FeedItem {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly author: string;
  readonly text: string;
  readonly at: string;
  readonly entry: FeedEntry;
}

// The ids of a language's feeds differ, so that a reader who follows both sees both.
const suffix = ({ languageInPath, language }: FeedModel): string =>
  languageInPath ? `/${language}` : '';

/** Never changes, whatever becomes of the entry: readers know it again by this. */
export const entryId = (model: FeedModel, { ref, n }: FeedEntry): string =>
  `${model.site.tagAuthority}:${ref}/${String(n)}${suffix(model)}`;

// `cases/all` cannot be the id of an entry: an entry ends with a number.
const feedId = (model: FeedModel): string =>
  `${model.site.tagAuthority}:${model.scope.kind === 'case' ? model.scope.case.ref : 'cases/all'}${suffix(model)}`;

/** Before a checkpoint covers it, the window in which it was recorded. */
const publishedAt = ({ publication, sealedAt }: FeedEntry): string =>
  publication?.publishedAt ?? sealedAt;

/** Newest moment of all; without entries the day of the opening, so that the bytes do not depend on the present. */
function updated({ entries, scope }: FeedModel): string {
  const newest = entries.map(publishedAt).reduce((last, at) => (at > last ? at : last), '');
  if (newest !== '') return newest;
  return `${scope.kind === 'case' ? scope.case.openedOn : '1970-01-01'}T00:00:00.000Z`;
}

export function feedHead(model: FeedModel): FeedHead {
  const { site, language, scope, selfPath } = model;
  const place = scope.kind === 'case' ? casePlace(scope.case.ref) : listPlace();
  const title =
    scope.kind === 'case' ? say(words.feedTitle, { title: scope.case.title }) : words.list;
  const author =
    scope.kind === 'case' ? say(words.feedAuthor, { ref: scope.case.ref }) : words.feedAuthorAll;
  return {
    id: feedId(model),
    title: title[language],
    subtitle: site.demo ? words.demo[language] : undefined,
    author: author[language],
    language: languageTag[language],
    self: `${site.publicUrl}${selfPath}`,
    home: `${site.publicUrl}${pathOf(language, place)}`,
    icon: `${site.publicUrl}/assets/favicon.svg`,
    updated: updated(model),
  };
}

/** The day, the words, the role and what is withheld, as plain lines. */
function plainText(entry: FeedEntry, language: Language): string {
  const { status, date, precision, text, role } = entry;
  const day = dayText(date, precision, language);
  if (status !== 'shown') return day;
  const lines = [
    day,
    text?.[language],
    role && say(words.by, { role })[language],
    unsaidMarks(entry, language)
      .map((mark) => markWords[mark][language])
      .join(' '),
  ];
  return lines.filter(Boolean).join('\n');
}

export function feedItem(model: FeedModel, entry: FeedEntry): FeedItem {
  const { site, language, scope } = model;
  const title = titleOf(entry)[language];
  return {
    id: entryId(model, entry),
    url: `${site.publicUrl}${pathOf(language, entryPlace(entry.ref, entry.n))}`,
    title: scope.kind === 'case' ? title : `${entry.caseTitle[language]}: ${title}`,
    author: say(words.feedAuthor, { ref: entry.ref })[language],
    text: plainText(entry, language),
    at: publishedAt(entry),
    entry,
  };
}
