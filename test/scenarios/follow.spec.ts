import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
// The validator of the parser itself was moved to a package of its own, which is not installed here.

import { XMLValidator } from 'fast-xml-parser';
import { getIntrospectionQuery } from 'graphql';
import { eventually, listen, Tracker, type Answer, type Json } from '../language/tracker.js';

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const at = '2026-03-02T09:30:00+08:00';

let tracker: Tracker;
let tag: string;

beforeAll(async () => {
  tracker = await Tracker.start();
  const opening = { title: { zh: '机密', en: 'Secret' }, receivedAt: at };
  await tracker.record(
    'openInvestigation',
    { ...opening, case: 'hushed', publicity: 'counted' },
    'hushed-1',
  );
  await tracker.record(
    'changeStage',
    { case: 'hushed', to: 'acknowledged', on: '2026-03-03' },
    'hushed-2',
  );
  await tracker.published(
    await tracker.record(
      'openInvestigation',
      { ...opening, case: 'open', title: { zh: '公开', en: 'Open' }, publicity: 'public' },
      'open-1',
    ),
  );
  const [leaf] = await tracker.sql('select leaf, recorded_at from log.events where position = 0');
  const { iss } = JSON.parse(
    Buffer.from(leaf.leaf.split('.')[1] as string, 'base64url').toString(),
  ) as { iss: string };
  tag = `tag:${iss.split('/')[0] ?? ''},${String(new Date(leaf.recorded_at as string).getFullYear())}`;
}, 120_000);
afterAll(() => tracker.end(), 60_000);

/** Node's fetch adds `no-cache`, which asks for the whole answer, unless told otherwise. */
const known = (etag: string) => ({ 'if-none-match': etag, 'cache-control': 'max-age=0' });
const headersOf = ({ headers }: Answer) =>
  [...headers]
    .filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));

describe('an employee reads without an account', () => {
  const pages = ['/{l}/', '/{l}/cases/letter', '/{l}/cases/letter/entries/1', '/{l}/cases/demo'];

  for (const [language, tagged, other] of [
    ['zh', 'zh-CN', 'en'],
    ['en', 'en', 'zh'],
  ] as const) {
    it.each(pages.map((page) => page.replace('{l}', language)))(
      `${language}: %s is a whole page in its language, linked to the other one`,
      async (path) => {
        const { status, headers, text } = await tracker.feed(path);
        expect(status).toBe(200);
        expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(text).toMatch(/^<!doctype html>\n<html lang="/);
        expect(/<html lang="([^"]+)"/.exec(text)?.[1]).toBe(tagged);
        expect(text.match(/<h1[ >]/g)).toHaveLength(1);
        for (const landmark of ['header', 'main', 'footer'])
          expect(text.match(new RegExp(`<${landmark}[ >]`, 'g'))).toHaveLength(1);
        expect(text).toMatch(/<nav [^>]*aria-label="/);
        expect(text).toContain('<a class="skip" href="#content">');
        const twin = path.replace(`/${language}/`, `/${other}/`);
        expect(text).toMatch(
          new RegExp(
            `<link rel="alternate" hrefLang="${other === 'zh' ? 'zh-CN' : 'en'}" href="[^"]*${twin}"`,
            'i',
          ),
        );
        expect(text).toMatch(new RegExp(`<a href="${twin}"`));
        expect((await tracker.feed(twin)).status).toBe(200);
      },
    );
  }

  it('and is given no cookie, and nothing from elsewhere may load', async () => {
    for (const path of ['/', '/en/', '/zh/cases/letter', '/en/feed.atom', '/nothing']) {
      const { headers } = await tracker.feed(path);
      expect(headers.get('set-cookie')).toBeNull();
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
    }
    const { text } = await tracker.feed('/en/cases/letter');
    const loaded = [
      ...text.matchAll(/<(?:script|img|link rel="stylesheet")[^>]+?(?:src|href)="([^"]+)"/g),
    ];
    expect(loaded.length).toBeGreaterThan(1);
    for (const [, address = ''] of loaded) {
      expect(address).toMatch(/^\/assets\//);
      expect((await tracker.feed(address)).status).toBe(200);
    }
  });

  it('in the language of the browser', async () => {
    for (const [header, place] of [
      ['en-GB,en;q=0.9', '/en/'],
      ['zh-TW,en;q=0.1', '/zh/'],
      ['fr', '/zh/'],
      ['zh;q=0.2, en;q=0.4', '/en/'],
    ] as const) {
      const { status, headers } = await tracker.feed('/', {
        headers: { 'accept-language': header },
      });
      expect([status, headers.get('location')]).toEqual([302, place]);
      expect(headers.get('vary')).toContain('Accept-Language');
    }
  });

  it('and learns nothing of what is not public: the same bytes as for what never was', async () => {
    for (const language of ['en', 'zh']) {
      const get = (path: string) =>
        tracker.feed(path, { headers: { 'accept-language': language } });
      const unknown = await get(`/${language}/cases/never-was`);
      expect(unknown.status).toBe(404);
      for (const path of [
        `/${language}/cases/hushed`,
        `/${language}/cases/hushed/entries/1`,
        `/${language}/cases/never-was/entries/1`,
        `/${language}/cases/letter/entries/9999`,
        `/${language}/cases/letter/entries/x`,
        `/${language}/cases/hushed/feed.atom`,
        `/${language}/cases/hushed/feed.json`,
        `/${language}/cases/never-was/feed.json`,
        '/cases/hushed/feed.atom',
        '/cases/hushed/feed.json',
        '/cases/hushed/events',
        '/cases/never-was/events',
        '/xx/',
        '/xx/cases/letter',
        '/xx/feed.atom',
        `/${language}/nothing`,
      ]) {
        const answer = await get(path);
        expect([path, answer.status]).toEqual([path, 404]);
        expect([path, answer.bytes.equals(unknown.bytes)]).toEqual([path, true]);
        expect([path, headersOf(answer)]).toEqual([path, headersOf(unknown)]);
      }
      expect(unknown.text).not.toMatch(/never-was|hushed/);
    }
    const { data } = await tracker.graphql(
      '{ a: investigation(ref: "hushed") { ref } b: investigation(ref: "never-was") { ref } }',
    );
    expect(data).toEqual({ a: null, b: null });
  });

  it.each([
    '/en/',
    '/zh/cases/letter',
    '/en/cases/letter/entries/2',
    '/feed.atom',
    '/zh/cases/letter/feed.json',
  ])('%s is not sent again to a reader who has it', async (path) => {
    const first = await tracker.feed(path);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^(W\/)?"[^"]{16,}"$/);
    const again = await tracker.feed(path, { headers: known(etag) });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
    expect(again.headers.get('etag')).toBe(etag);
    expect((await tracker.feed(path, { headers: known('"other"') })).status).toBe(200);
    const head = await tracker.feed(path, { method: 'HEAD' });
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    expect(headersOf(head)).toEqual(headersOf(first));
  });
});

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@' });
// eslint-disable-next-line @typescript-eslint/no-deprecated
const wellFormed = (text: string) => XMLValidator.validate(text);
const list = (value: unknown): Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

describe('an employee follows with a feed reader', () => {
  const feeds = ['', '/en', '/zh'].flatMap((prefix) =>
    ['', '/cases/letter', '/cases/demo'].map((scope) => [`${prefix}${scope}`, prefix] as const),
  );

  it.each(feeds)('%s/feed.atom is Atom (RFC 4287)', async (path, prefix) => {
    const { status, headers, text } = await tracker.feed(`${path}/feed.atom`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    expect(wellFormed(text)).toBe(true);
    const { feed } = parser.parse(text);
    expect(feed['@xmlns']).toBe('http://www.w3.org/2005/Atom');
    expect(feed['@xml:lang']).toBe(prefix === '/en' ? 'en' : 'zh-CN');
    const entries = list(feed.entry);
    expect(entries.length).toBeGreaterThan(5);
    const ids = entries.map((entry) => entry.id as string);
    expect(new Set([feed.id, ...ids]).size).toBe(ids.length + 1);
    for (const thing of [feed, ...entries]) {
      expect(thing.id).toMatch(/^tag:[a-z0-9.-]+,\d{4}:/);
      expect(thing.updated).toMatch(rfc3339);
      expect(['string', 'object']).toContain(typeof thing.title);
      expect(list(thing.author).length).toBeGreaterThan(0);
      for (const author of list(thing.author)) expect(author.name).toMatch(/\S/);
    }
    for (const entry of entries) {
      const [, ref, n] = /\/cases\/([^/]+)\/entries\/(\d+)$/.exec(
        list(entry.link).find((link) => link['@rel'] === 'alternate')['@href'],
      ) as unknown as string[];
      expect(entry.id).toBe(`${tag}:${ref ?? ''}/${n ?? ''}${prefix}`);
      expect(entry.published).toMatch(rfc3339);
      expect(Date.parse(feed.updated as string)).toBeGreaterThanOrEqual(
        Date.parse(entry.updated as string),
      );
    }
    const self = list(feed.link).filter((link) => link['@rel'] === 'self');
    expect(self).toHaveLength(1);
    expect(new URL(self[0]['@href'] as string).pathname).toBe(`${path}/feed.atom`);
  });

  it.each(feeds)('%s/feed.json is JSON Feed 1.1', async (path, prefix) => {
    const { status, headers, json } = await tracker.feed(`${path}/feed.json`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/feed\+json/);
    const feed = json();
    expect(feed.version).toBe('https://jsonfeed.org/version/1.1');
    expect(feed.title).toMatch(/\S/);
    expect(new URL(feed.feed_url as string).pathname).toBe(`${path}/feed.json`);
    expect(feed.home_page_url).toMatch(/^http/);
    expect(feed.language).toBe(prefix === '/en' ? 'en' : 'zh-CN');
    expect(feed.authors[0].name).toMatch(/\S/);
    expect(feed).not.toHaveProperty('author');
    expect(new Set(feed.items.map(({ id }: Json) => id)).size).toBe(feed.items.length);
    for (const item of feed.items) {
      expect(item.id).toMatch(/^tag:/);
      expect(item.id.startsWith(tag)).toBe(true);
      expect(typeof (item.content_text ?? item.content_html)).toBe('string');
      expect(item.date_published).toMatch(rfc3339);
      expect(item.date_modified).toMatch(rfc3339);
      expect(item.url).toMatch(/^http:\/\/localhost:\d+\/(en|zh)\/cases\//);
      expect(Object.keys(item._daylight).sort()).toEqual(['index', 'origin', 'root', 'size']);
      expect(Number.isInteger(item._daylight.index)).toBe(true);
    }
    const { feed: atom } = parser.parse((await tracker.feed(`${path}/feed.atom`)).text);
    expect(feed.items.map(({ id }: Json) => id)).toEqual(list(atom.entry).map(({ id }) => id));
  });

  it('and a feed of a case without further entries is a feed too', async () => {
    const { text } = await tracker.feed('/cases/open/feed.atom');
    expect(wellFormed(text)).toBe(true);
    expect(list(parser.parse(text).feed.entry)).toHaveLength(1);
  });
});

describe('an employee keeps the page open', () => {
  const events = (path = '/cases/open/events') => `${tracker.feedUrl}${path}`;
  const enter = (id: string, to: string) =>
    tracker.record('changeStage', { case: 'open', to, on: '2026-03-04' }, id);
  const sealed = (id: string) =>
    tracker.record('recordAction', { case: 'open', at, kind: 'hearing', summary: 'x' }, id);

  it('and is told of a new public entry, never of a sealed one; and goes on where the line broke', async () => {
    const stream = await listen(events());
    expect(stream.response.status).toBe(200);
    expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const other = await listen(events('/cases/letter/events'));
    await sealed('sse-1');
    const first = await enter('sse-2', 'acknowledged');
    await sealed('sse-3');
    const second = await enter('sse-4', 'triage');
    await sealed('sse-5');
    await eventually('two announcements', () => stream.events.length >= 2);
    const third = await enter('sse-6', 'planning');
    await eventually('three announcements', () => stream.events.length >= 3);
    expect(stream.events.map(({ event, id }) => [event, id])).toEqual(
      [first, second, third].map((id) => ['entry', id]),
    );
    expect(stream.events.map(({ data }) => JSON.parse(data))).toEqual(
      [2, 3, 4].map((n) => ({ ref: 'open', n, kind: 'stage' })),
    );
    stream.close();
    expect(other.events).toEqual([]);
    other.close();
    const later = await enter('sse-7', 'analysis');
    const resumed = await listen(events(), { 'last-event-id': first });
    await eventually('what was missed', () => resumed.events.length >= 3);
    expect(resumed.events.map(({ id }) => id)).toEqual([second, third, later]);
    resumed.close();
  }, 60_000);

  it('and the page that was cached shows the new entry', async () => {
    const before = await tracker.feed('/en/cases/open');
    await tracker.published(await enter('sse-8', 'representations'));
    const etag = before.headers.get('etag') ?? '';
    const after = await tracker.feed('/en/cases/open', { headers: known(etag) });
    expect(after.status).toBe(200);
    expect(before.text).not.toContain('/en/cases/open/entries/6');
    expect(after.text).toContain('/en/cases/open/entries/6');
  });
});

describe('a program asks the public GraphQL', () => {
  it('everything that the contract names', async () => {
    const answer = await tracker.graphql(`{
      investigations(first: 20, search: "letter") { edges { cursor node { ref } } nodes { ref } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount asOf { index checkpoint } }
      investigation(ref: "demo") {
        ref title zh: title(language: zh) step stage stages { stage on }
        committee { charter { version sha256 adoptedOn text } members { id name role seat from to } }
        timeline(first: 5, kind: "stage") { edges { cursor node { n } } nodes { n index kind date title text(language: zh) marks { reason } status corrects publishedAt url proofUrl } pageInfo { endCursor } totalCount asOf { index } }
        sealedActions deadlines { id kind due state arithmetic owner } nextDisclosure { id } asOf { index checkpoint }
      }
    }`);
    expect(answer.errors).toBe(undefined);
    const { investigations, investigation } = answer.data;
    expect(investigations.nodes).toEqual([{ ref: 'letter' }]);
    expect(investigations.totalCount).toBe(1);
    expect(investigations.pageInfo.hasNextPage).toBe(false);
    expect(investigation.title).toMatch(/Jichuan/);
    expect(investigation.zh).toMatch(/霁川/);
    expect(investigation.stage).toBe('fact_finding');
    expect(investigation.stages.at(-1)).toEqual({ stage: 'fact_finding', on: '2026-09-29' });
    expect(investigation.timeline.totalCount).toBe(5);
    for (const node of investigation.timeline.nodes) {
      expect(node.kind).toBe('stage');
      expect(node.date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(node.status).toBe('shown');
      expect((await tracker.feed(new URL(node.url as string).pathname)).status).toBe(200);
    }
    expect(investigation.deadlines).toEqual([]);
  });

  it.each([1, 7, 100])(
    'and walks through all entries, %d at a time, without gap or repeat',
    async (first) => {
      const seen: number[] = [];
      let after: string | null = null;
      let total = 0;
      do {
        const { data }: Json = await tracker.graphql(
          'query($first: Int!, $after: String) { investigation(ref: "letter") { timeline(first: $first, after: $after) { nodes { n } pageInfo { hasNextPage endCursor } totalCount } } }',
          { first, after },
        );
        const { nodes, pageInfo, totalCount } = data.investigation.timeline;
        expect(nodes.length).toBeLessThanOrEqual(first);
        seen.push(...nodes.map(({ n }: { n: number }) => n));
        total = totalCount as number;
        after = pageInfo.hasNextPage ? (pageInfo.endCursor as string) : null;
      } while (after !== null);
      expect(total).toBe(47);
      expect(seen).toEqual(Array.from({ length: total }, (_, i) => total - i));
    },
  );

  it.each([
    ['in the query', '{ investigations(first: 101) { totalCount } }', {}],
    ['by a variable', 'query($n: Int) { investigations(first: $n) { totalCount } }', { n: 101 }],
    [
      'of a timeline',
      '{ investigation(ref: "demo") { timeline(first: 2147483647) { totalCount } } }',
      {},
    ],
    ['backwards', '{ investigations(first: -1) { totalCount } }', {}],
  ])('but no page of more than 100: %s', async (_, query, variables) => {
    const { errors, data } = await tracker.graphql(query, variables);
    expect(errors[0].extensions).toEqual({ code: 'PAGE_TOO_LARGE' });
    expect(data?.investigations?.totalCount).toBe(undefined);
  });

  const raw = (query: string) =>
    tracker.feed('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });

  it('and no query of more than 1,000 tokens or deeper than 8', async () => {
    const flood = await raw(
      `{ ${Array.from({ length: 300 }, (_, i) => `a${String(i)}: investigations { totalCount }`).join(' ')} }`,
    );
    expect(flood.status).toBe(400);
    expect(flood.json().errors[0].extensions).toEqual({ code: 'QUERY_TOO_LARGE' });
    const deep = await raw(
      '{ investigations { edges { node { timeline { edges { node { marks { reason { x } } } } } } } } }',
    );
    expect(deep.status).toBe(400);
    expect(deep.json().errors.map((e: Json) => e.extensions.code)).toContain('QUERY_TOO_LARGE');
    const doubling = await raw(
      `{ ...f0 } ${Array.from({ length: 120 }, (_, i) => `fragment f${String(i)} on Query { ...f${String(i + 1)} ...f${String(i + 1)} }`).join(' ')} fragment f120 on Query { __typename }`,
    );
    expect(doubling.status).toBe(400);
    const eight = await raw(
      '{ investigations { edges { node { timeline { edges { node { marks { reason } } } } } } } }',
    );
    expect([eight.status, eight.json().errors]).toEqual([200, undefined]);
  });

  it('and reads the schema, which has no mutation and no word of the office', async () => {
    const { status, json } = await raw(getIntrospectionQuery());
    expect(status).toBe(200);
    const { __schema: schema } = json().data;
    expect(schema.mutationType).toBeNull();
    expect(schema.subscriptionType).toBeNull();
    const names = schema.types.map(({ name }: Json) => name as string);
    for (const name of ['Investigation', 'TimelineEntry', 'Deadline', 'AsOf', 'Committee'])
      expect(names).toContain(name);
    for (const name of names) expect(name).not.toMatch(/Input$|Payload$|Record|^Case$|^User/);
    const refused = await raw('mutation { openInvestigation(commandId: "x") { position } }');
    expect(refused.json().data ?? null).toBeNull();
    expect(refused.json().errors[0].extensions).toEqual({ code: 'OPERATION_RESOLUTION_FAILURE' });
  });

  it('one query a request, and never one that another site makes a browser send', async () => {
    const query = '{ investigations { totalCount } }';
    const send = (init: RequestInit, search = '') => tracker.feed(`/graphql${search}`, init);
    const batch = await send({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query }, { query }]),
    });
    expect(batch.status).toBe(400);
    expect(batch.text).not.toContain('totalCount":');
    const form = await send({
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ query }),
    });
    expect(form.status).toBe(415);
    expect(form.json().errors[0].extensions.code).toBe('UNSUPPORTED_MEDIA_TYPE');
    const search = `?query=${encodeURIComponent(query)}`;
    const simple = await send({}, search);
    expect(simple.status).toBe(400);
    expect(simple.text).not.toContain('totalCount":');
    const preflighted = await send({ headers: { 'apollo-require-preflight': '1' } }, search);
    expect(preflighted.status).toBe(200);
    expect(preflighted.json().data.investigations.totalCount).toBe(3);
    const answer = await send({ method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
