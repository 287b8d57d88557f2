import { CouldNotCheck } from '../failures.js';
import type { LogSource } from './log-source.js';

/** How long one file may take. */
const patienceMs = 30_000;
const attempts = 3;
const mostRedirects = 3;
/** Requests at once. */
const most = 8;

/** A log that is served. Asks only that host, and only for addresses that are made here. */
export class UrlSource implements LogSource {
  readonly isFolder = false;
  private readonly base: URL;
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(readonly name: string) {
    this.base = new URL(name.endsWith('/') ? name : `${name}/`);
  }

  async read(name: string, limit: number): Promise<Buffer | null> {
    if (this.running >= most) await new Promise<void>((go) => this.waiting.push(go));
    this.running += 1;
    try {
      return await this.patiently(new URL(addressOf(name), this.base), limit);
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }

  list(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  private async patiently(url: URL, limit: number): Promise<Buffer | null> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.fetched(url, limit);
      } catch (error) {
        if (error instanceof CouldNotCheck) throw error;
        if (attempt >= attempts)
          throw new CouldNotCheck(`${url.pathname} could not be fetched`, { cause: error });
      }
    }
  }

  private async fetched(first: URL, limit: number): Promise<Buffer | null> {
    let url = first;
    for (let hops = 0; ; hops += 1) {
      const answer = await fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.timeout(patienceMs),
      });
      const { status } = answer;
      if (status >= 300 && status < 400 && status !== 304) {
        await answer.body?.cancel();
        url = new URL(answer.headers.get('location') ?? '', url);
        if (url.origin !== this.base.origin || hops >= mostRedirects)
          throw new CouldNotCheck(`${first.pathname} leads to another host`);
        continue;
      }
      if (status === 200) return await bodyOf(answer, limit, first.pathname);
      await answer.body?.cancel();
      if (status === 404) return null;
      if (status >= 500 || status === 429) throw new Error(`answered ${String(status)}`);
      throw new CouldNotCheck(`${first.pathname} was answered with ${String(status)}`);
    }
  }
}

async function bodyOf(answer: Response, limit: number, path: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  // Counted as it comes: what the headers say of the length is the server's word only.
  for await (const part of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > limit)
      throw new CouldNotCheck(`${path} is larger than the ${String(limit)} bytes that it may be`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Where the feed serves what a bundle holds under a name. */
function addressOf(name: string): string {
  if (name === 'policy.tlog') return 'log/policy';
  const document = /^(schemas|policy)\/([0-9a-f]{64})\.json$/.exec(name);
  if (document) return `log/schemas/${document[2] ?? ''}`;
  return /^(disclosures|cases)\/|^state\.json$/.test(name) ? `timeline/${name}` : name;
}
