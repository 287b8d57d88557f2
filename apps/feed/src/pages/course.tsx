import type { ReactElement } from 'react';
import type { PublicCaseRow } from '#cases/process';
import { milestonesIn, outcome, pauseReason, severity } from '#investigation/process';
import type { Day, Language } from '#kernel';
import { Filled, Time } from './parts.js';
import { panelWords, say } from './words.js';

/** What a reader must know before the steps: that a case rests, has ended, or is taken up again. */
export function Course({
  row,
  language,
}: {
  row: PublicCaseRow;
  language: Language;
}): ReactElement {
  const { paused, closing, stage } = row;
  const on = (day: Day): ReactElement => <Time day={day} precision="day" language={language} />;
  return (
    <>
      {row.severity === 'crisis' && (
        <p className="notice">
          {say(panelWords.severity, { level: severity.words.crisis })[language]}
        </p>
      )}
      {paused && (
        <p className="notice">
          <Filled
            sentence={panelWords.paused[language]}
            parts={{ on: on(paused.on), reason: pauseReason.words[paused.reason][language] }}
          />
        </p>
      )}
      {closing && (
        <p className="notice">
          <Filled
            sentence={panelWords.closed[language]}
            parts={{ on: on(closing.on), how: outcome.words[closing.outcome][language] }}
          />
          {closing.missing.length > 0 && (
            <>
              {language === 'en' && ' '}
              {say(panelWords.missing, { missing: milestonesIn(closing.missing) })[language]}
            </>
          )}
        </p>
      )}
      {stage === 'reopened' && <p className="notice">{panelWords.reopened[language]}</p>}
    </>
  );
}
