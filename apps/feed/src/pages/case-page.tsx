import type { ReactElement } from 'react';
import { casePlace } from './address.js';
import { Course } from './course.js';
import { Check, Follow } from './follow.js';
import { Layout, toHtml } from './layout.js';
import type { CasePage } from './model.js';
import { PanelSection } from './panel/panel.js';
import { Basis, Data, Time } from './parts.js';
import { Steps, stepSentence } from './steps.js';
import { Timeline } from './timeline.js';
import { bandWords, say, words } from './words.js';

/** What every visitor wants in five seconds. */
function Answer({ case: row, language, today }: CasePage): ReactElement {
  return (
    <div className="answer">
      <h1>
        <Data text={row.title} language={language} />
      </h1>
      <p className="step-now">{stepSentence(row, language)}</p>
      <p>
        {words.lastEntry[language]}
        <Time
          day={row.lastEntryOn}
          precision={row.lastEntryPrecision}
          language={language}
          today={today}
        />
      </p>
    </div>
  );
}

function CaseBody(page: CasePage): ReactElement {
  const { site, case: row, language, sealedActions, kind, order, after, before } = page;
  const place = casePlace(row.ref, { kind, order, after: after ?? null, before: before ?? null });
  return (
    <Layout
      site={site}
      language={language}
      title={`${row.title[language]} · ${words.product[language]}`}
      place={place}
      feedsOf={row.ref}
      script="live.js"
    >
      <Answer {...page} />
      <Course row={row} language={language} />
      <Basis basis={row.basis} language={language} />
      <p className="facts">
        {say(words.reference, { ref: row.ref })[language]}
        {' · '}
        {words.opened[language]}
        <Time day={row.openedOn} precision={row.openedPrecision} language={language} />
      </p>
      <Steps row={row} language={language} />
      <PanelSection {...page} />
      <Timeline {...page} />
      <section aria-labelledby="not-shown-title">
        <h2 id="not-shown-title">{words.notShown[language]}</h2>
        <p>{say(words.band, { band: bandWords[sealedActions] })[language]}</p>
      </section>
      <Follow site={site} language={language} of={row.ref} />
      <Check site={site} language={language} of={row.ref} />
    </Layout>
  );
}

export const renderCasePage = (page: CasePage): string => toHtml(<CaseBody {...page} />);
