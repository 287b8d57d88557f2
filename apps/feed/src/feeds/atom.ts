import { generateAtomFeed } from 'feedsmith';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { dayText } from '../pages/dates.js';
import { EntryText, Role } from '../pages/entry.js';
import { feedHead, feedItem, type FeedItem, type FeedModel } from './feed-model.js';

/**
 * Characters that XML 1.0 has no way to write, not even escaped, become U+FFFD: one of them in one entry would take
 * the whole feed from every reader. Pages and the record itself keep the text exactly.
 */
const writable = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');

/** The same component as on the page: a feed says what the page says, and withholds what it withholds. */
function html({ entry }: FeedItem, { language }: FeedModel): string {
  const day = createElement('p', null, dayText(entry.date, entry.precision, language));
  const role =
    entry.role && entry.status === 'shown'
      ? createElement('p', null, createElement(Role, { role: entry.role, language }))
      : null;
  return [day, createElement(EntryText, { entry, language }), role]
    .map((part) => renderToStaticMarkup(part))
    .join('');
}

/** RFC 4287. Strict: feedsmith checks by type that no required element is missing. */
export function atomFeed(model: FeedModel): string {
  const head = feedHead(model);
  return generateAtomFeed(
    {
      id: head.id,
      title: { value: writable(head.title) },
      ...(head.subtitle !== undefined && { subtitle: { value: head.subtitle } }),
      updated: new Date(head.updated),
      authors: [{ name: writable(head.author) }],
      generator: { text: 'Daylight', version: model.site.version },
      icon: head.icon,
      links: [
        { href: head.self, rel: 'self', type: 'application/atom+xml' },
        { href: head.home, rel: 'alternate', type: 'text/html', hreflang: head.language },
      ],
      xml: { lang: head.language },
      entries: model.entries.map((entry) => {
        const item = feedItem(model, entry);
        return {
          id: item.id,
          title: { value: writable(item.title) },
          // A later correction moves `updated`; until there is one, both are the first publication.
          published: new Date(item.at),
          updated: new Date(item.at),
          authors: [{ name: writable(item.author) }],
          links: [{ href: item.url, rel: 'alternate', type: 'text/html', hreflang: head.language }],
          categories: [{ term: writable(entry.kind) }],
          content: { value: writable(html(item, model)), type: 'html' },
        };
      }),
    },
    { strict: true },
  );
}
