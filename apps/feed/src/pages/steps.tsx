import type { ReactElement } from 'react';
import { type PublicCaseRow } from '#cases/process';
import { stageWords, stepOf, steps, stepWords, type Step } from '#investigation/process';
import type { Day, Language, Precision } from '#kernel';
import { Time } from './parts.js';
import { say, words } from './words.js';

type StepState = 'passed' | 'now' | 'not-yet' | 'reached-before';
interface StepRow {
  readonly step: Step;
  readonly state: StepState;
  readonly on: Day | null;
}

/** The four steps with the day on which each was last entered. A case can go back: an appeal, a reopening. */
export function stepRows({ step: current, stages }: PublicCaseRow): StepRow[] {
  const entered = new Map<Step, Day>();
  let last: Step | null = null;
  for (const { stage, on } of stages) {
    if (stepOf[stage] !== last) entered.set(stepOf[stage], on);
    last = stepOf[stage];
  }
  const here = steps.indexOf(current);
  return steps.map((step, position) => {
    const on = entered.get(step) ?? null;
    if (position === here) return { step, state: 'now', on };
    if (position < here) return { step, state: 'passed', on };
    return { step, state: on === null ? 'not-yet' : 'reached-before', on };
  });
}

export const stepSentence = (row: PublicCaseRow, language: Language): string =>
  say(words.stepOf, { n: steps.indexOf(row.step) + 1, step: stepWords[row.step] })[language];

const stateWords: { readonly [S in StepState]: (typeof words)['now'] } = {
  now: words.now,
  passed: words.passed,
  'not-yet': words.notYet,
  'reached-before': words.reachedBefore,
};

/** Only the opening is known to be inexact; every later stage was entered on a day. */
const precisionAt = (row: PublicCaseRow, on: Day): Precision =>
  on === row.openedOn ? row.openedPrecision : 'day';

export function Steps({ row, language }: { row: PublicCaseRow; language: Language }): ReactElement {
  return (
    <section aria-labelledby="steps-title">
      <h2 id="steps-title">{words.steps[language]}</h2>
      <ol className="steps" role="list">
        {stepRows(row).map(({ step, state, on }, position) => (
          <li key={step} className={state} aria-current={state === 'now' ? 'step' : undefined}>
            <span className="number" aria-hidden="true">
              {state === 'passed' ? '✓' : position + 1}
            </span>
            <span className="step">{stepWords[step][language]}</span>
            <span className="when">
              {stateWords[state][language]}
              {on !== null && (
                <>
                  {' · '}
                  <Time day={on} precision={precisionAt(row, on)} language={language} />
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      <details>
        <summary>{words.stagesReached[language]}</summary>
        <ol className="stages">
          {row.stages.map(({ stage, on }, position) => (
            <li key={position}>
              {stageWords[stage][language]}
              {' · '}
              <Time day={on} precision={precisionAt(row, on)} language={language} />
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}
