import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';

export interface CachedPage {
  readonly body: string;
  readonly etag: string;
}

const most = 500;

/** Rendered pages, by address and place of the log: a page changes only with the record and with the day. */
@Injectable()
export class PageCache {
  private readonly pages = new Map<string, CachedPage>();

  async get(key: string, render: () => Promise<string | null>): Promise<CachedPage | null> {
    const kept = this.pages.get(key);
    if (kept) return kept;
    const body = await render();
    // What does not exist is not kept: anyone could fill the cache with addresses.
    if (body === null) return null;
    const page = { body, etag: etagOf(body) };
    const [oldest] = this.pages.keys();
    if (this.pages.size >= most && oldest !== undefined) this.pages.delete(oldest);
    this.pages.set(key, page);
    return page;
  }
}

export const etagOf = (body: string): string =>
  `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
