import type { ReactElement } from 'react';
import type { PublicCaseRow } from '#cases/process';
import type { Day, Language } from '#kernel';
import { casePlace, listPlace, pathOf, statisticsPlace } from './address.js';
import { Check, Follow } from './follow.js';
import { Layout, toHtml } from './layout.js';
import type { ListPage } from './model.js';
import { Basis, Data, Time, Turn } from './parts.js';
import { stepSentence } from './steps.js';
import { say, words } from './words.js';

function Search({ language, search }: ListPage): ReactElement {
  return (
    <form className="search" role="search" action={pathOf(language, listPlace())} method="get">
      <label htmlFor="search">{words.searchLabel[language]}</label>
      <div>
        <input id="search" name="search" type="search" defaultValue={search} maxLength={200} />
        <button type="submit">{words.searchButton[language]}</button>
      </div>
      {search !== '' && <a href={pathOf(language, listPlace())}>{words.searchClear[language]}</a>}
    </form>
  );
}

function CaseCard({
  row,
  language,
  today,
}: {
  row: PublicCaseRow;
  language: Language;
  today: Day;
}): ReactElement {
  return (
    <article className="card">
      <h2>
        <a href={pathOf(language, casePlace(row.ref))}>
          <Data text={row.title} language={language} />
        </a>
      </h2>
      <p className="step-now">{stepSentence(row, language)}</p>
      <Basis basis={row.basis} language={language} />
      <p className="facts">
        {words.lastEntry[language]}
        <Time
          day={row.lastEntryOn}
          precision={row.lastEntryPrecision}
          language={language}
          today={today}
        />
        {' · '}
        {say(words.entryCount, { n: row.entries })[language]}
        {' · '}
        {say(words.reference, { ref: row.ref })[language]}
      </p>
    </article>
  );
}

/** The sentence around what was searched for, which is somebody's text. */
function NoneFound({ search, language }: ListPage): ReactElement {
  const [before, after] = words.noneFound[language].split('{search}');
  return (
    <p className="empty">
      {before}
      <bdi>{search}</bdi>
      {after}
    </p>
  );
}

function ListBody(page: ListPage): ReactElement {
  const { site, language, cases, search, next, after, total, today } = page;
  return (
    <Layout
      site={site}
      language={language}
      title={`${words.list[language]} · ${words.product[language]}`}
      place={listPlace({ search, after: after ?? null })}
    >
      <div className="answer">
        <h1>{words.list[language]}</h1>
        <p>{words.listIntro[language]}</p>
      </div>
      {(total > 0 || search !== '') && <Search {...page} />}
      {total > 0 && (
        <p className="facts">
          {say(search === '' ? words.cases : words.found, { n: total })[language]}
        </p>
      )}
      {cases.length === 0 && search !== '' && <NoneFound {...page} />}
      {cases.length === 0 && search === '' && <p className="empty">{words.noCases[language]}</p>}
      {cases.length > 0 && (
        <ol className="cards" role="list">
          {cases.map((row) => (
            <li key={row.key}>
              <CaseCard row={row} language={language} today={today} />
            </li>
          ))}
        </ol>
      )}
      {next !== null && (
        <nav className="pages" aria-label={words.pages[language]}>
          <Turn href={pathOf(language, listPlace({ search, after: next }))} rel="next">
            {words.moreCases[language]}
          </Turn>
        </nav>
      )}
      <p>
        <a className="button" href={pathOf(language, statisticsPlace)}>
          {words.statisticsLink[language]}
        </a>
      </p>
      <Follow site={site} language={language} of={null} />
      <Check site={site} language={language} of={null} />
    </Layout>
  );
}

export const renderListPage = (page: ListPage): string => toHtml(<ListBody {...page} />);
