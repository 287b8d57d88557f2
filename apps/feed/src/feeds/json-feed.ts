import { generateJsonFeed } from 'feedsmith';
import { feedHead, feedItem, type FeedModel } from './feed-model.js';

/** JSON Feed 1.1. */
export function jsonFeed(model: FeedModel): string {
  const head = feedHead(model);
  const items = model.entries.map((entry) => {
    const { id, url, title, text, at } = feedItem(model, entry);
    return {
      id,
      url,
      title,
      content_text: text,
      date_published: new Date(at),
      date_modified: new Date(at),
      tags: [entry.kind],
      language: head.language,
      // Where the entry stands in the log, and the head under which it was published: the same for every reader.
      _daylight: {
        origin: model.site.origin,
        index: entry.index,
        size: entry.publication?.size ?? null,
        root: entry.publication?.root ?? null,
      },
    };
  });
  const feed = generateJsonFeed(
    {
      title: head.title,
      home_page_url: head.home,
      feed_url: head.self,
      ...(head.subtitle !== undefined && { description: head.subtitle }),
      icon: head.icon,
      authors: [{ name: head.author }],
      language: head.language,
      items,
    },
    { strict: true },
  ) as Record<string, unknown>;
  // feedsmith leaves an empty list out, but `items` is required.
  return JSON.stringify({ ...feed, items: feed['items'] ?? [] }, null, 2);
}
