import { Fragment, type ReactElement, type ReactNode } from 'react';
import type { PublicCaseRow } from '#cases/process';
import {
  languageTag,
  markWords,
  type Day,
  type Language,
  type Localised,
  type MarkReason,
  type Precision,
} from '#kernel';
import { casePlace, otherLanguage, pathOf } from './address.js';
import { dayMachine, dayText, momentText, relativeText } from './dates.js';
import { basisWords, words } from './words.js';

/**
 * Words from data. `<bdi>` keeps a direction override in them from turning the rest of the page around; a text that
 * exists in the other language only is shown in that one and says so, instead of a blank.
 */
export function Data({ text, language }: { text: Localised; language: Language }): ReactElement {
  if (text[language].trim() !== '') return <bdi>{text[language]}</bdi>;
  const other = otherLanguage(language);
  return (
    <>
      <bdi lang={languageTag[other]}>{text[other]}</bdi> {words.untranslated[language]}
    </>
  );
}

/** A sentence with elements in its `{name}` places. */
export function Filled(props: {
  sentence: string;
  parts: Readonly<Record<string, ReactNode>>;
}): ReactElement {
  return (
    <>
      {props.sentence.split(/(\{\w+\})/).map((piece, at) => (
        <Fragment key={at}>
          {piece.startsWith('{') ? (props.parts[piece.slice(1, -1)] ?? piece) : piece}
        </Fragment>
      ))}
    </>
  );
}

/** A table that becomes cards on a phone. The roles keep it a table for readers of the page by ear. */
export function CardTable(props: {
  label: string;
  head: readonly string[];
  /** The first cell names the row. */
  rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
}): ReactElement {
  const { label, head, rows } = props;
  return (
    <table className="card-table" role="table">
      <caption className="unseen">{label}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {head.map((name) => (
            <th key={name} scope="col" role="columnheader">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(({ key, cells }) => (
          <tr key={key} role="row">
            {cells.map((cell, at) =>
              at === 0 ? (
                <th key={at} scope="row" role="rowheader">
                  {cell}
                </th>
              ) : (
                <td key={at} role="cell" data-label={head[at]}>
                  <div>{cell}</div>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface When {
  day: Day;
  precision: Precision;
  language: Language;
  /** Adds the distance from this day. */
  today?: Day;
}

/** Absolute first, relative second; no distance from a day that is not known. */
export function Time({ day, precision, language, today }: When): ReactElement {
  const machine = dayMachine(day, precision);
  const text = dayText(day, precision, language);
  if (machine === undefined) return <span>{text}</span>;
  const relative =
    today !== undefined && precision === 'day' ? relativeText(day, today, language) : null;
  return (
    <>
      <time dateTime={machine}>{text}</time>
      {relative !== null && (
        <span className="relative">{language === 'zh' ? `（${relative}）` : ` (${relative})`}</span>
      )}
    </>
  );
}

export const Moment = ({
  at,
  zone,
  language,
}: {
  at: string;
  zone: string;
  language: Language;
}): ReactElement => <time dateTime={at}>{momentText(at, zone, language)}</time>;

/** Back to the case that a page belongs to. */
export function ToCase({
  row,
  language,
}: {
  row: PublicCaseRow;
  language: Language;
}): ReactElement {
  return (
    <p className="crumb">
      <a href={pathOf(language, casePlace(row.ref))}>
        <span aria-hidden="true">← </span>
        <Data text={row.title} language={language} />
      </a>
    </p>
  );
}

/** Never black bars: they would show how long the withheld words are. */
export function Marks({
  marks,
  language,
}: {
  marks: readonly MarkReason[];
  language: Language;
}): ReactElement | null {
  if (marks.length === 0) return null;
  return (
    <ul className="marks" role="list" aria-label={words.marks[language]}>
      {marks.map((reason) => (
        <li key={reason}>{markWords[reason][language]}</li>
      ))}
    </ul>
  );
}

/** Whose words these are, before anyone reads them. */
export function Basis({
  basis,
  language,
}: {
  basis: PublicCaseRow['basis'];
  language: Language;
}): ReactElement | null {
  const text = basisWords[basis];
  return text && <p className="notice">{text[language]}</p>;
}

/** A link that names its relation to this page; nothing when there is nowhere to go. */
export function Turn(props: {
  href: string | null;
  rel?: string;
  children: string;
}): ReactElement | null {
  return props.href === null ? null : (
    <a className="button" href={props.href} rel={props.rel}>
      {props.children}
    </a>
  );
}
