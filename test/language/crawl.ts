import type { Answer, Tracker } from './tracker.js';

const everything = `query($after: String) { investigations(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor startCursor hasPreviousPage } asOf { index checkpoint }
  edges { cursor } nodes { ref en: title(language: en) zh: title(language: zh) step stage stages { stage on } committee { members { id name } } sealedActions deadlines { id } nextDisclosure { id } asOf { index }
    timeline(first: 100) { totalCount edges { cursor } nodes { n index kind date en: title(language: en) zh: title(language: zh) textEn: text(language: en) textZh: text(language: zh) marks { reason } status corrects publishedAt url proofUrl } } } } }`;

/** Everything that anyone can read: every page that links lead to, every feed, the whole public GraphQL, and errors. */
export async function crawl(tracker: Tracker, most = 3000): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  const waiting = [
    '/',
    '/zh/',
    '/en/',
    '/feed.atom',
    '/feed.json',
    '/zh/feed.atom',
    '/en/feed.json',
    '/healthz',
    '/readyz',
    '/nowhere',
    '/zh/cases/nowhere',
    '/graphql',
  ];
  for (
    let path = waiting.shift();
    path !== undefined && answers.size < most;
    path = waiting.shift()
  ) {
    if (answers.has(path)) continue;
    const answer = await tracker.feed(path);
    answers.set(path, answer);
    const ref = /^\/en\/cases\/([^/?#]+)$/.exec(path)?.[1];
    if (ref !== undefined) waiting.push(`/cases/${ref}/feed.atom`, `/cases/${ref}/feed.json`);
    if (!/html/.test(answer.headers.get('content-type') ?? '')) continue;
    for (const [, found = ''] of answer.text.matchAll(/(?:href|src)="([^"]+)"/g)) {
      const link = found
        .replaceAll('&amp;', '&')
        .replace(tracker.feedUrl, '')
        .replace(/^http:\/\/localhost:\d+/, '')
        .replace(/#.*/, '');
      if (link.startsWith('/') && !answers.has(link)) waiting.push(link);
    }
  }
  for (let after: string | null = null, page = 0; ; page += 1) {
    const answer = await tracker.feed('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: everything, variables: { after } }),
    });
    answers.set(`graphql page ${String(page)}`, answer);
    const { hasNextPage, endCursor } = answer.json().data.investigations.pageInfo as {
      hasNextPage: boolean;
      endCursor: string;
    };
    if (!hasNextPage) return answers;
    after = endCursor;
  }
}

/** Head and body of an answer as bytes. */
export const allBytes = (answer: Answer): Buffer => {
  const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return Buffer.concat([Buffer.from(`${String(answer.status)}\n${head}\n\n`), answer.bytes]);
};
