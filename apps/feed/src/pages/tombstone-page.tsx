import type { ReactElement } from 'react';
import { publicityReason, type PublicityReason } from '#investigation/events';
import { localised, type Day, type Language } from '#kernel';
import { listPlace, pathOf } from './address.js';
import { Layout, toHtml } from './layout.js';
import { Time, Turn } from './parts.js';
import { words } from './words.js';

const said = {
  title: localised('本案不再公开', 'This case is no longer public'),
  text: localised(
    '这个地址上曾有一个公开的案件，现已不再公开。案件不会无声消失，因此这里留下日期和原因。',
    'A case under this address was public and no longer is. A case does not vanish quietly, so the day and the reason stay here.',
  ),
  since: localised('不再公开的日期：', 'No longer public since: '),
  reason: localised('原因：', 'Reason: '),
};

/** What is left of a case that was public. */
export interface TombstonePage {
  readonly language: Language;
  readonly since: Day;
  readonly reason: PublicityReason;
}

function TombstoneBody({ language, since, reason }: TombstonePage): ReactElement {
  const title = said.title[language];
  return (
    <Layout
      site={null}
      language={language}
      title={`${title} · ${words.product[language]}`}
      place={null}
    >
      <div className="answer">
        <h1>{title}</h1>
        <p>{said.text[language]}</p>
        <p>
          {said.since[language]}
          <Time day={since} precision="day" language={language} />
        </p>
        <p>
          {said.reason[language]}
          {publicityReason.words[reason][language]}
        </p>
      </div>
      <nav className="pages" aria-label={words.pages[language]}>
        <Turn href={pathOf(language, listPlace())}>{words.home[language]}</Turn>
      </nav>
    </Layout>
  );
}

/** Says that and why, and nothing of the case itself: neither its title nor its address. */
export const renderTombstonePage = (page: TombstonePage): string =>
  toHtml(<TombstoneBody {...page} />);
