import type { ReactElement } from 'react';
import { listPlace, pathOf } from './address.js';
import { Layout, toHtml } from './layout.js';
import type { ErrorPage } from './model.js';
import { Turn } from './parts.js';
import { errorWords, words } from './words.js';

function ErrorBody({ site, language, status }: ErrorPage): ReactElement {
  const { title, text } = errorWords[status];
  return (
    <Layout
      site={site}
      language={language}
      title={`${title[language]} · ${words.product[language]}`}
      place={null}
    >
      <div className="answer">
        <p className="step-now">{status}</p>
        <h1>{title[language]}</h1>
        <p>{text[language]}</p>
      </div>
      <nav className="pages" aria-label={words.pages[language]}>
        <Turn href={pathOf(language, listPlace())}>{words.home[language]}</Turn>
      </nav>
    </Layout>
  );
}

/** Takes no address and shows none, so that nobody learns from a 404 whether something exists. */
export const renderErrorPage = (page: ErrorPage): string => toHtml(<ErrorBody {...page} />);
