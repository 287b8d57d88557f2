import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { dayIn, languages, systemClock, type Day, type Language } from '#kernel';
import { languageOf } from '#web';
import { PageCache } from './page-cache.js';
import { renderErrorPage, renderTombstonePage, type Site } from './pages/index.js';
import { PublicRecord } from './public-record.js';
import { SiteOf } from './site.js';

export const isLanguage = (text: string): text is Language => languages.includes(text as Language);

/** A positive whole number of an address; null for anything else. */
export const asNumber = (text: string | undefined): number | null =>
  text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;

/** Renders a page for a site and a day; null where there is nothing public. */
export type Render = (site: Site, language: Language, today: Day) => Promise<string | null>;

/** Answers with pages: from the cache, with an ETag, and with the one 404 for all that does not exist. */
@Injectable()
export class Answers {
  constructor(
    @Inject(PublicRecord) private readonly record: PublicRecord,
    @Inject(SiteOf) private readonly site: SiteOf,
    @Inject(PageCache) private readonly cache: PageCache,
  ) {}

  /** @param also what the page changes with, beside the public record and the day */
  async page(
    request: Request,
    response: Response,
    language: string,
    render: Render,
    also = '',
  ): Promise<void> {
    if (!isLanguage(language)) {
      notFound(request, response);
      return;
    }
    const site = await this.site.now();
    const today = dayIn(site.zone, systemClock.now());
    const removals = await this.record.removals();
    const page = await this.cache.get(
      `${request.originalUrl}\n${String(site.asOf.index)}\n${String(site.checkpoint?.size)}\n${removals}\n${today}\n${also}`,
      () => render(site, language, today),
    );
    if (page === null) {
      const { ref } = request.params;
      await absent(this.record, typeof ref === 'string' ? ref : undefined, request, response);
      return;
    }
    sendCacheable(request, response, 'text/html; charset=utf-8', page.body, page.etag);
  }
}

/** For what stands under the address of a case: a case that was public leaves a dated word, all else was never there. */
export async function absent(
  record: PublicRecord,
  ref: string | undefined,
  request: Request,
  response: Response,
): Promise<void> {
  const withdrawn = ref === undefined ? null : await record.withdrawn(ref);
  if (withdrawn === null) {
    notFound(request, response);
    return;
  }
  const { on: since, reason } = withdrawn;
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', 'Accept-Language');
  response
    .status(410)
    .type('text/html; charset=utf-8')
    .send(renderTombstonePage({ language: languageFor(request), since, reason }));
}

/** The same bytes and headers for what is not public and for what never was. */
export function notFound(request: Request, response: Response): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', 'Accept-Language');
  response
    .status(404)
    .type('text/html; charset=utf-8')
    .send(renderErrorPage({ site: null, language: languageFor(request), status: 404 }));
}

function languageFor(request: Request): Language {
  const [, first = ''] = request.path.split('/');
  return isLanguage(first) ? first : languageOf(request.headers['accept-language']);
}

/** Sends a body with its ETag, or 304 when the reader has it. */
export function sendCacheable(
  request: Request,
  response: Response,
  type: string,
  body: string | Buffer,
  etag: string,
): void {
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', 'no-cache');
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  response.type(type).send(body);
}
