import type { ReactElement } from 'react';
import type { Language } from '#kernel';
import { documentPlace } from '../address.js';
import { Comparison } from './comparison.js';
import { Follow } from '../follow.js';
import { Layout, toHtml } from '../layout.js';
import type { DocumentPage, DocumentVersion } from '../model.js';
import { Basis, Data, Time, ToCase } from '../parts.js';
import { rulesInWords } from './rules.js';
import { panelWords, say, words } from '../words.js';

const wordsOf = {
  charter: {
    title: panelWords.charter,
    intro: panelWords.charterIntro,
    none: panelWords.noCharter,
    check: panelWords.checkCharter,
  },
  terms: {
    title: panelWords.terms,
    intro: panelWords.termsIntro,
    none: panelWords.noTerms,
    check: panelWords.checkTerms,
  },
} as const;

function Whole({
  version,
  language,
}: {
  version: DocumentVersion;
  language: Language;
}): ReactElement {
  const { rules, text } = version;
  return (
    <>
      {rules && (
        <>
          <h3>{panelWords.rules[language]}</h3>
          <ul>
            {rulesInWords(rules).map(({ rule, words: sentence }) => (
              <li key={rule}>{sentence[language]}</li>
            ))}
          </ul>
          <h3>{panelWords.fullText[language]}</h3>
        </>
      )}
      <p className="text">
        <Data text={text} language={language} />
      </p>
    </>
  );
}

/** The version in force stands open, those before are one step away. */
function Version(props: {
  version: DocumentVersion;
  inForce: boolean;
  language: Language;
}): ReactElement {
  const { version, inForce, language } = props;
  return (
    <article className="version card" id={`version-${String(version.version)}`}>
      <h2>
        {say(panelWords.version, { version: version.version })[language]}
        <span className="kind">
          {(inForce ? panelWords.inForce : panelWords.earlier)[language]}
        </span>
      </h2>
      <p className="facts">
        {panelWords.adopted[language]}
        <Time day={version.adoptedOn} precision="day" language={language} />
      </p>
      {version.changes && (
        <p>
          {panelWords.changes[language]}
          <Data text={version.changes} language={language} />
        </p>
      )}
      {inForce ? (
        <Whole version={version} language={language} />
      ) : (
        <details>
          <summary>{panelWords.showEarlier[language]}</summary>
          <Whole version={version} language={language} />
        </details>
      )}
    </article>
  );
}

function Hashes({ versions, kind, language }: DocumentPage): ReactElement {
  return (
    <section id="check" aria-labelledby="check-title">
      <h2 id="check-title">{panelWords.checkVersions[language]}</h2>
      <p>{wordsOf[kind].check[language]}</p>
      <dl className="machine">
        {versions.map(({ version, sha256 }) => (
          <div key={version}>
            <dt>{say(panelWords.version, { version })[language]} · SHA-256</dt>
            <dd>
              <code>{sha256}</code>
            </dd>
          </div>
        ))}
      </dl>
      <p>{words.checkMeaning[language]}</p>
    </section>
  );
}

function DocumentBody(page: DocumentPage): ReactElement {
  const { site, language, case: row, kind, versions, compared } = page;
  const { title, intro, none } = wordsOf[kind];
  return (
    <Layout
      site={site}
      language={language}
      title={`${title[language]} · ${row.title[language]} · ${words.product[language]}`}
      place={documentPlace(row.ref, kind, compared)}
      feedsOf={row.ref}
    >
      <ToCase row={row} language={language} />
      <div className="answer">
        <h1>{title[language]}</h1>
        <p>{(versions.length === 0 ? none : intro)[language]}</p>
      </div>
      <Basis basis={row.basis} language={language} />
      {compared && <Comparison {...page} />}
      {versions.map((version, at) => (
        <Version key={version.version} version={version} inForce={at === 0} language={language} />
      ))}
      {!compared && <Comparison {...page} />}
      {versions.length > 0 && <Hashes {...page} />}
      <Follow site={site} language={language} of={row.ref} />
    </Layout>
  );
}

/** A charter or terms of reference: every version, and what changed between two. */
export const renderDocumentPage = (page: DocumentPage): string =>
  toHtml(<DocumentBody {...page} />);
