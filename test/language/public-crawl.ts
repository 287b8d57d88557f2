import { getIntrospectionQuery } from 'graphql';
import type { Served } from './leak-search.js';
import type { Tracker } from './tracker.js';

export interface Page extends Served {
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const everyField = `query($after: String) {
  investigations(first: 100, after: $after) { totalCount asOf { index checkpoint } pageInfo { hasNextPage endCursor } nodes {
    ref title zh: title(language: zh) step stage stages { stage on } committee { members { id name role seat from to } charter { version text } }
    sealedActions deadlines { id kind due state arithmetic owner } nextDisclosure { id } asOf { index checkpoint } } } }`;
const everyEntry = `query($ref: String!, $after: String) { investigation(ref: $ref) { timeline(first: 100, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } edges { cursor node { n index kind date title zh: title(language: zh) text zhText: text(language: zh)
    marks { reason } status corrects publishedAt url proofUrl } } } } }`;

/** Every byte that the public server gives to anyone: pages by their links, feeds, answers, headers, live messages. */
export async function crawl(tracker: Tracker): Promise<Page[]> {
  const pages: Page[] = [];
  const get = async (path: string, init: RequestInit = {}, name = path): Promise<Page> => {
    const { status, headers, bytes, text } = await tracker.feed(path, init);
    const head = [...headers].map(([key, value]) => `${key}: ${value}`).join('\n');
    const type = headers.get('content-type') ?? '';
    const page = {
      name,
      path,
      status,
      type,
      body: text,
      bytes: Buffer.concat([Buffer.from(`${head}\n\n`), bytes]),
    };
    pages.push(page);
    return page;
  };

  const seen = new Set<string>();
  const waiting = ['/', '/en/', '/zh/', '/feed.atom', '/feed.json', '/readyz', '/healthz'];
  waiting.push('/log/checkpoint', '/log/policy', '/log/tile/0/000.p/1', '/timeline/state.json');
  waiting.push('/timeline/disclosures/0.jsonl', '/timeline/disclosures/1.jsonl');
  waiting.push('/timeline/entries/0.tlog-proof', '/timeline/entries/0.sd-jwt');
  waiting.push('/timeline/cases/nothing.json', '/log/nothing');
  waiting.push('/en/cases/nothing', '/zh/cases/nothing/entries/1', '/assets/nothing', '/xx/');
  while (waiting.length > 0) {
    const batch = waiting.splice(0, 4).filter((path) => !seen.has(path));
    batch.forEach((path) => seen.add(path));
    for (const { type, body } of await Promise.all(batch.map((path) => get(path)))) {
      if (!/html|xml|json/.test(type)) continue;
      for (const link of linksIn(body, tracker)) if (!seen.has(link)) waiting.push(link);
    }
  }

  const graphql = (query: string, variables: object = {}, name = 'GraphQL') =>
    get(
      '/graphql',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      },
      `${name} ${JSON.stringify(variables)}`,
    );
  const refs: string[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const { data } = JSON.parse((await graphql(everyField, { after })).body);
    const { nodes, pageInfo } = data.investigations;
    refs.push(...nodes.map(({ ref }: { ref: string }) => ref));
    after = pageInfo.hasNextPage ? (pageInfo.endCursor as string) : null;
  }
  for (const ref of refs) {
    await get(`/timeline/cases/${ref}.json`);
    for (let after: string | null | undefined; after !== null;) {
      const { data } = JSON.parse((await graphql(everyEntry, { ref, after })).body);
      const { pageInfo } = data.investigation.timeline;
      after = pageInfo.hasNextPage ? (pageInfo.endCursor as string) : null;
    }
    const messages = await announcements(tracker, ref);
    const path = `/cases/${ref}/events`;
    pages.push({
      name: path,
      path,
      status: 200,
      type: 'text/event-stream',
      body: messages,
      bytes: Buffer.from(messages),
    });
  }
  await graphql(getIntrospectionQuery(), {}, 'introspection');
  await graphql('{ nothing }', {}, 'a wrong query');
  await graphql('{ investigations(first: 101) { totalCount } }', {}, 'a large page');
  return pages;
}

function linksIn(body: string, tracker: Tracker): string[] {
  const quoted = body.matchAll(
    /(?:href|src|data-events|data-href)="([^"]+)"|"(?:[a-z_]*url|icon)": ?"([^"]+)"/g,
  );
  return [...quoted].flatMap(([, attribute, value]) => {
    const link = (attribute ?? value ?? '').replaceAll('&amp;', '&');
    const url = new URL(link, tracker.feedUrl);
    if (url.port !== new URL(tracker.feedUrl).port || url.pathname.endsWith('/events')) return [];
    return [url.pathname + url.search];
  });
}

/** What a listener hears who missed everything. */
async function announcements(tracker: Tracker, ref: string): Promise<string> {
  const controller = new AbortController();
  const response = await fetch(`${tracker.feedUrl}/cases/${ref}/events?after=-1`, {
    signal: controller.signal,
  });
  let text = '';
  const enough = setTimeout(() => {
    controller.abort();
  }, 250);
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
      text += Buffer.from(chunk).toString('utf8');
  } catch {
    // Enough was heard.
  }
  clearTimeout(enough);
  return text;
}
