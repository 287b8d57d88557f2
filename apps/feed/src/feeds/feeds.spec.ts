import { describe, expect, it } from '@jest/globals';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { localised } from '#kernel';
import { sampleCase, sampleEntry, sampleSite } from '../pages/sample.js';
import { atomFeed } from './atom.js';
import type { FeedEntry, FeedModel } from './feed-model.js';
import { jsonFeed } from './json-feed.js';

const caseTitle = sampleCase().title;
const entry = (n: number, change: Partial<FeedEntry> = {}): FeedEntry => ({
  ...sampleEntry(n),
  caseTitle,
  publication: null,
  ...change,
});

const model = (change: Partial<FeedModel> = {}): FeedModel => ({
  site: sampleSite,
  language: 'en',
  scope: { kind: 'case', case: sampleCase() },
  languageInPath: true,
  entries: [entry(2), entry(1, { sealedAt: '2025-08-01T01:00:00.000Z' })],
  selfPath: '/en/cases/demo/feed.atom',
  ...change,
});

/** Reads the bytes back with a parser; the feed must be well-formed first. */
function parse(xml: string) {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is not among our packages
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    isArray: (name) => ['entry', 'link', 'author', 'category'].includes(name),
    parseTagValue: false,
    parseAttributeValue: false,
  });
  return parser.parse(xml).feed;
}

const hostile =
  '<script>alert(1)</script> ]]> & "\u2028 \u202e \ufffe\uffff\u0000\u0008\u{1f600} é';

describe('the Atom feed', () => {
  it('has what RFC 4287 requires, on the feed and on every entry', () => {
    const feed = parse(atomFeed(model()));
    expect(feed['@xmlns']).toBe('http://www.w3.org/2005/Atom');
    expect(feed['@xml:lang']).toBe('en');
    expect(feed.id).toBe('tag:localhost,2025:demo/en');
    expect(feed.title).toBe('Complaint about a team outing · timeline');
    expect(feed.updated).toBe('2025-08-09T10:00:00.000Z');
    expect(feed.author[0].name).toBe('Investigation record of demo');
    const rels = feed.link.map((link: Record<string, string>) => [link['@rel'], link['@href']]);
    expect(rels).toEqual([
      ['self', 'http://localhost:3000/en/cases/demo/feed.atom'],
      ['alternate', 'http://localhost:3000/en/cases/demo'],
    ]);
    for (const item of feed.entry) {
      for (const member of [item.id, item.title, item.updated, item.published])
        expect(member).toBeTruthy();
      expect(item.author[0].name).toBe('Investigation record of demo');
      expect(item.category[0]['@term']).toBe('stage');
      expect(item.content['@type']).toBe('html');
      expect(item.link[0]['@href']).toMatch(
        /^http:\/\/localhost:3000\/en\/cases\/demo\/entries\/\d+$/,
      );
    }
  });

  it('gives every entry an id of its own, and another in the feeds of a language', () => {
    const ids = (['zh', 'en'] as const).flatMap((language) =>
      [true, false]
        .filter((inPath) => inPath || language === 'zh')
        .flatMap((languageInPath) => {
          const feed = parse(atomFeed(model({ language, languageInPath })));
          return [feed.id, ...feed.entry.map(({ id }: { id: string }) => id)];
        }),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('tag:localhost,2025:demo/2');
    expect(ids).toContain('tag:localhost,2025:demo/2/zh');
    expect(ids).toContain('tag:localhost,2025:demo/2/en');
  });

  it('survives every character, and no text becomes markup', () => {
    const text = localised(hostile, hostile);
    const feed = parse(
      atomFeed(model({ entries: [entry(1, { title: text, text, role: text, kind: hostile })] })),
    );
    const cleaned = ['\ufffe', '\uffff', '\u0000', '\u0008'].reduce(
      (text, forbidden) => text.replace(forbidden, '\ufffd'),
      hostile,
    );
    const [item] = feed.entry;
    expect(item.title).toBe(cleaned);
    expect(item.category[0]['@term']).toBe(cleaned);
    // The content is HTML once more, so the text is escaped in it.
    expect(item.content['#text']).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(item.content['#text']).not.toContain('<script');
  });

  it('without entries bears the day of the opening', () => {
    const feed = parse(atomFeed(model({ entries: [] })));
    expect(feed.updated).toBe('2025-08-01T00:00:00.000Z');
    expect(feed.entry).toBe(undefined);
    expect(parse(atomFeed(model({ entries: [], scope: { kind: 'all' } }))).updated).toMatch(
      /^1970-/,
    );
  });

  it('over all cases names the case in every title', () => {
    const feed = parse(atomFeed(model({ scope: { kind: 'all' } })));
    expect(feed.entry[0].title).toBe('Complaint about a team outing: Stage reached: Fact-finding');
    expect(feed.entry[0].author[0].name).toBe('Investigation record of demo');
  });

  it('says no more of a hidden entry than its page', () => {
    const secret = localised('机密', 'SECRET');
    const hidden = entry(1, { status: 'hidden', title: secret, text: secret, role: secret });
    for (const bytes of [
      atomFeed(model({ entries: [hidden] })),
      jsonFeed(model({ entries: [hidden] })),
    ]) {
      expect(bytes).not.toContain('SECRET');
      expect(bytes).toContain('Hidden for protection');
    }
  });
});

describe('the JSON feed', () => {
  it('has what JSON Feed 1.1 requires, and where each entry stands', () => {
    const feed = JSON.parse(jsonFeed(model({ selfPath: '/en/cases/demo/feed.json' })));
    expect(feed.version).toBe('https://jsonfeed.org/version/1.1');
    expect(feed.title).toBeTruthy();
    expect(feed.language).toBe('en');
    expect(feed.feed_url).toBe('http://localhost:3000/en/cases/demo/feed.json');
    expect(feed.home_page_url).toBe('http://localhost:3000/en/cases/demo');
    expect(feed.items).toHaveLength(2);
    const [item] = feed.items;
    expect(item.id).toBe('tag:localhost,2025:demo/2/en');
    expect(item.url).toBe('http://localhost:3000/en/cases/demo/entries/2');
    expect(item.content_text).toContain('The case went from');
    expect(item.date_published).toBe('2025-08-09T10:00:00.000Z');
    expect(item.date_modified).toBe(item.date_published);
    expect(item.tags).toEqual(['stage']);
    expect(item._daylight).toEqual({
      origin: 'localhost/0a1b2c3d',
      index: 20,
      size: null,
      root: null,
    });
  });

  it('keeps text exactly and an empty list', () => {
    const text = localised(hostile, hostile);
    const feed = JSON.parse(jsonFeed(model({ entries: [entry(1, { title: text, text })] })));
    expect(feed.items[0].title).toBe(hostile);
    expect(feed.items[0].content_text).toContain(hostile);
    expect(JSON.parse(jsonFeed(model({ entries: [] }))).items).toEqual([]);
  });
});
