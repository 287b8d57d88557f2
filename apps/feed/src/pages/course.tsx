import type { ReactElement } from 'react';
import type { PublicCaseRow } from '#cases/process';
import {
  milestonesIn,
  outcomeWords,
  pauseReasonWords,
  severityWords,
} from '#investigation/process';
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
  const { paused, closing, severity, stage } = row;
  const on = (day: Day): ReactElement => <Time day={day} precision="day" language={language} />;
  return (
    <>
      {severity === 'crisis' && (
        <p className="notice">
          {say(panelWords.severity, { level: severityWords.crisis })[language]}
        </p>
      )}
      {paused && (
        <p className="notice">
          <Filled
            sentence={panelWords.paused[language]}
            parts={{ on: on(paused.on), reason: pauseReasonWords[paused.reason][language] }}
          />
        </p>
      )}
      {closing && (
        <p className="notice">
          <Filled
            sentence={panelWords.closed[language]}
            parts={{ on: on(closing.on), how: outcomeWords[closing.outcome][language] }}
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
