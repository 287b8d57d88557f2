import type { ReactElement } from 'react';
import type { TimelineEntryRow } from '#cases/process';
import { markWords, type Day, type Language, type Localised, type MarkReason } from '#kernel';
import { entryPlace, pathOf } from './address.js';
import { Data, Marks, Time } from './parts.js';
import { say, statusWords, words, wordsOfKind } from './words.js';

/** What stands for an entry's title: its own, or why it is no longer shown. Its words stay away in every other case. */
export const titleOf = ({ status, title }: TimelineEntryRow): Localised =>
  status === 'shown' ? title : statusWords[status];

/** Reasons for withholding that the text does not say itself, at the place where words are missing. */
export const unsaidMarks = ({ marks, text }: TimelineEntryRow, language: Language): MarkReason[] =>
  [...new Set(marks)].filter((mark) => !text?.[language].includes(markWords[mark][language]));

/** The words of an entry; also the content of its Atom entry, so that a feed never says more than the page. */
export function EntryText({
  entry,
  language,
}: {
  entry: TimelineEntryRow;
  language: Language;
}): ReactElement | null {
  if (entry.status !== 'shown') return null;
  return (
    <>
      {entry.text && (
        <p className="text">
          <Data text={entry.text} language={language} />
        </p>
      )}
      <Marks marks={unsaidMarks(entry, language)} language={language} />
    </>
  );
}

export function Role({ role, language }: { role: Localised; language: Language }): ReactElement {
  const [before, after] = words.by[language].split('{role}');
  return (
    <span>
      {before}
      <Data text={role} language={language} />
      {after}
    </span>
  );
}

interface Props {
  entry: TimelineEntryRow;
  language: Language;
  today: Day;
  publicUrl: string;
  /** Words of the kind, where the case names them. */
  kind: Localised | undefined;
}

export function EntryArticle({ entry, language, today, publicUrl, kind }: Props): ReactElement {
  const path = pathOf(language, entryPlace(entry.ref, entry.n));
  const kindWords = kind ?? wordsOfKind(entry);
  // A bare step has its kind for a title; once is enough.
  const named = entry.status !== 'shown' || kindWords[language] !== entry.title[language];
  return (
    <article className={`entry ${entry.status}`} id={`entry-${String(entry.n)}`}>
      <p className="meta">
        <Time day={entry.date} precision={entry.precision} language={language} today={today} />
        {named && (
          <span className="kind">
            <Data text={kindWords} language={language} />
          </span>
        )}
      </p>
      <h3>
        <a href={path}>
          <Data text={titleOf(entry)} language={language} />
        </a>
      </h3>
      <EntryText entry={entry} language={language} />
      {entry.corrects !== null && (
        <p className="corrects">
          <a href={pathOf(language, entryPlace(entry.ref, entry.corrects))}>
            {say(words.corrects, { n: entry.corrects })[language]}
          </a>
        </p>
      )}
      <p className="foot-row" data-print={`${publicUrl}${path}`}>
        <a href={path} aria-label={say(words.entry, { n: entry.n })[language]}>
          #{entry.n}
        </a>
        {entry.role && entry.status === 'shown' && <Role role={entry.role} language={language} />}
        <a href={`${path}#check`}>{words.checkEntry[language]}</a>
      </p>
    </article>
  );
}
