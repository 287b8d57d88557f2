import type { ReactElement } from 'react';
import { pathOf, casePlace } from './address.js';
import { monthText } from './dates.js';
import { EntryArticle } from './entry.js';
import type { CasePage } from './model.js';
import { Data, Turn } from './parts.js';
import { words } from './words.js';

/** Filter by kind and order, as plain links: they work without a script and can be shared. */
function Choices({ case: { ref, entries }, language, kinds, kind, order }: CasePage): ReactElement {
  const to = (chosen: string | null, by = order): string =>
    pathOf(language, casePlace(ref, { kind: chosen, order: by })) + '#timeline';
  const chips = [
    { kind: null, label: words.allKinds, count: entries },
    ...kinds.map((k) => ({ kind: k.kind, label: k.words, count: k.count })),
  ];
  const other = order === 'newest' ? 'oldest' : 'newest';
  return (
    <>
      <nav aria-label={words.filter[language]}>
        <ul className="chips" role="list">
          {chips.map((chip) => (
            <li key={chip.kind ?? ''}>
              <a href={to(chip.kind)} aria-current={chip.kind === kind ? 'true' : undefined}>
                <Data text={chip.label} language={language} />{' '}
                <span className="count">{chip.count}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <p className="order">
        <span>{(order === 'newest' ? words.newestHere : words.oldestHere)[language]}</span>
        <a href={to(kind, other)}>
          {(other === 'newest' ? words.newestFirst : words.oldestFirst)[language]}
        </a>
      </p>
    </>
  );
}

/** Filled by live.js, which says how many entries are new and never moves the text. */
function Live({ site, case: { ref }, language }: CasePage): ReactElement {
  return (
    <p
      id="live"
      role="status"
      aria-live="polite"
      data-events={`/cases/${encodeURIComponent(ref)}/events?after=${String(site.asOf.index)}`}
      data-index={site.asOf.index}
      data-one={words.liveOne[language]}
      data-many={words.liveMany[language]}
      data-show={words.liveShow[language]}
      data-href={pathOf(language, casePlace(ref))}
    />
  );
}

function Pages({
  case: { ref },
  language,
  kind,
  order,
  older,
  newer,
}: CasePage): ReactElement | null {
  if (older === null && newer === null) return null;
  const to = (cursor: string | null, onwards: boolean): string | null =>
    cursor &&
    pathOf(
      language,
      casePlace(ref, { kind, order, ...(onwards ? { after: cursor } : { before: cursor }) }),
    ) + '#timeline';
  const newest = order === 'newest';
  const olderLink = (
    <Turn key="older" href={to(older, newest)} rel={newest ? 'next' : 'prev'}>
      {words.older[language]}
    </Turn>
  );
  const newerLink = (
    <Turn key="newer" href={to(newer, !newest)} rel={newest ? 'prev' : 'next'}>
      {words.newer[language]}
    </Turn>
  );
  return (
    <nav className="pages" aria-label={words.pages[language]}>
      {newest ? [newerLink, olderLink] : [olderLink, newerLink]}
    </nav>
  );
}

export function Timeline(page: CasePage): ReactElement {
  const { entries, language, kinds, kind, today, site } = page;
  const wordsOf = new Map(kinds.map((known) => [known.kind, known.words]));
  const months = entries.map(({ date, precision }) => monthText(date, precision, language));
  return (
    <section id="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">{words.timeline[language]}</h2>
      <Live {...page} />
      <Choices {...page} />
      {entries.length === 0 ? (
        <p className="empty">{(kind === null ? words.emptyTimeline : words.emptyKind)[language]}</p>
      ) : (
        <ol className="timeline" role="list">
          {entries.map((entry, at) => (
            <li key={entry.key} value={entry.n}>
              {/* Inside the first entry of the month, so that all entries stay one list. */}
              {months[at] !== months[at - 1] && <p className="month">{months[at]}</p>}
              <EntryArticle
                entry={entry}
                language={language}
                today={today}
                publicUrl={site.publicUrl}
                kind={wordsOf.get(entry.kind)}
              />
            </li>
          ))}
        </ol>
      )}
      <Pages {...page} />
    </section>
  );
}
