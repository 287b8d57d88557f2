import type { ReactElement } from 'react';
import { languageTag } from '#kernel';
import { entryPlace, otherLanguage, pathOf } from './address.js';
import { EntryText, titleOf } from './entry.js';
import { CheckNow, Follow } from './follow.js';
import { Layout, toHtml } from './layout.js';
import type { EntryPage } from './model.js';
import { Basis, Data, Moment, Time, ToCase, Turn } from './parts.js';
import { say, windowWords, words, wordsOfKind } from './words.js';

function Facts({ entry, language, site }: EntryPage): ReactElement {
  return (
    <dl className="facts-list">
      <div>
        <dt>{words.date[language]}</dt>
        <dd>
          <Time day={entry.date} precision={entry.precision} language={language} />
        </dd>
      </div>
      <div>
        <dt>{words.kind[language]}</dt>
        <dd>
          <Data text={wordsOfKind(entry)} language={language} />
        </dd>
      </div>
      {entry.role && entry.status === 'shown' && (
        <div>
          <dt>{words.role[language]}</dt>
          <dd>
            <Data text={entry.role} language={language} />
          </dd>
        </div>
      )}
      <div>
        <dt>{words.madePublic[language]}</dt>
        <dd>
          <Moment at={entry.sealedAt} zone={site.zone} language={language} />
        </dd>
      </div>
    </dl>
  );
}

/** Side by side where there is room; the reader's own language first. Each side speaks its own language throughout. */
function Versions({ entry, language }: EntryPage): ReactElement {
  return (
    <section aria-labelledby="versions-title">
      <h2 id="versions-title" className="quiet">
        {words.bothLanguages[language]}
      </h2>
      <div className="versions">
        {[language, otherLanguage(language)].map((version) => (
          <article key={version} lang={languageTag[version]}>
            <h3>
              <Data text={titleOf(entry)} language={version} />
            </h3>
            <EntryText entry={entry} language={version} />
          </article>
        ))}
      </div>
    </section>
  );
}

function Machine({
  site,
  windows,
  leafIndex,
  leafHash,
  eventType,
  language,
}: EntryPage): ReactElement {
  return (
    <section id="check" aria-labelledby="check-title">
      <h2 id="check-title">{words.checkThis[language]}</h2>
      <CheckNow site={site} language={language} of={{ index: leafIndex }} />
      <details>
        <summary>{words.record[language]}</summary>
        <dl className="machine">
          <dt>{words.eventType[language]}</dt>
          <dd>
            <code>
              <bdi>{eventType}</bdi>
            </code>
          </dd>
          <dt>{words.leafIndex[language]}</dt>
          <dd>
            <code>{leafIndex}</code>
          </dd>
          <dt>{words.leafHash[language]}</dt>
          <dd>
            <code>{leafHash}</code>
          </dd>
        </dl>
        <h3>{words.parts[language]}</h3>
        {windows.length === 0 ? (
          <p>{words.noParts[language]}</p>
        ) : (
          <ul className="windows" role="list">
            {windows.map(({ path, state, value }) => (
              <li key={path} className={state}>
                <code>
                  <bdi>{path}</bdi>
                </code>{' '}
                <strong>{windowWords[state][language]}</strong>
                {value !== undefined && state === 'disclosed' && (
                  <code className="value">
                    <bdi>{value}</bdi>
                  </code>
                )}
              </li>
            ))}
          </ul>
        )}
      </details>
    </section>
  );
}

function EntryBody(page: EntryPage): ReactElement {
  const { site, language, case: row, entry, previous, next } = page;
  const to = (n: number | null): string | null =>
    n === null ? null : pathOf(language, entryPlace(row.ref, n));
  const title = `${titleOf(entry)[language]} · ${row.title[language]} · ${words.product[language]}`;
  return (
    <Layout
      site={site}
      language={language}
      title={title}
      place={entryPlace(row.ref, entry.n)}
      feedsOf={row.ref}
    >
      <ToCase row={row} language={language} />
      <div className="answer">
        <p className="step-now">{say(words.entry, { n: entry.n })[language]}</p>
        <h1>
          <Data text={titleOf(entry)} language={language} />
        </h1>
        <Facts {...page} />
      </div>
      <Basis basis={row.basis} language={language} />
      <Versions {...page} />
      {(previous ?? next) !== null && (
        <nav className="pages" aria-label={words.pages[language]}>
          <Turn href={to(previous)} rel="prev">
            {say(words.previous, { n: previous ?? 0 })[language]}
          </Turn>
          <Turn href={to(next)} rel="next">
            {say(words.next, { n: next ?? 0 })[language]}
          </Turn>
        </nav>
      )}
      <Machine {...page} />
      <Follow site={site} language={language} of={row.ref} />
    </Layout>
  );
}

export const renderEntryPage = (page: EntryPage): string => toHtml(<EntryBody {...page} />);
