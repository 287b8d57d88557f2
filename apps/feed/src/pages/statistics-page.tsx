import type { ReactElement } from 'react';
import { leastCount } from '#cases/process';
import type { Language } from '#kernel';
import { listPlace, pathOf, statisticsPlace } from './address.js';
import { Follow } from './follow.js';
import { Layout, toHtml } from './layout.js';
import type { StatisticsPage } from './model.js';
import { CardTable } from './parts.js';
import { panelWords, say, words } from './words.js';

/** A step of numbers, never a number. */
const shown = (from: number | null, language: Language): string =>
  from === null
    ? panelWords.fewer[language]
    : say(panelWords.between, { from, to: from + leastCount - 1 })[language];

const quarterName = (key: string, language: Language): string =>
  say(panelWords.quarterOf, { year: key.slice(0, 4), quarter: key.slice(-1) })[language];

function StatisticsBody({ site, language, quarters }: StatisticsPage): ReactElement {
  const heads = ['quarter', 'opened', 'closedCases', 'closedEarly', 'reopenedCases'] as const;
  return (
    <Layout
      site={site}
      language={language}
      title={`${panelWords.statistics[language]} · ${words.product[language]}`}
      place={statisticsPlace}
    >
      <p className="crumb">
        <a href={pathOf(language, listPlace())}>
          <span aria-hidden="true">← </span>
          {words.list[language]}
        </a>
      </p>
      <div className="answer">
        <h1>{panelWords.statistics[language]}</h1>
        <p>{panelWords.statisticsIntro[language]}</p>
      </div>
      <p>{panelWords.statisticsWhy[language]}</p>
      {quarters.length === 0 ? (
        <p className="empty">{panelWords.noStatistics[language]}</p>
      ) : (
        <CardTable
          label={panelWords.statistics[language]}
          head={heads.map((head) => panelWords[head][language])}
          rows={quarters.map((quarter) => ({
            key: quarter.key,
            cells: [
              quarterName(quarter.key, language),
              shown(quarter.openedShown, language),
              shown(quarter.closedShown, language),
              shown(quarter.closedEarlyShown, language),
              shown(quarter.reopenedShown, language),
            ],
          }))}
        />
      )}
      <Follow site={site} language={language} of={null} />
    </Layout>
  );
}

export const renderStatisticsPage = (page: StatisticsPage): string =>
  toHtml(<StatisticsBody {...page} />);
