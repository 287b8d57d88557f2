import { Controller, Get, Inject, Next, Param, Query, Req, Res } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { dayIn, languages, systemClock, type Language } from '#kernel';
import { languageOf } from '#web';
import { openWindows } from './open-windows.js';
import {
  renderCasePage,
  renderEntryPage,
  renderErrorPage,
  renderListPage,
  wordsOfKind,
  type Site,
} from './pages/index.js';
import { PublicRecord, type Order } from './public-record.js';
import { PageCache } from './page-cache.js';
import { SiteOf } from './site.js';

const pageLength = 20;
const listLength = 50;
const asNumber = (text: string | undefined): number | null =>
  text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
const isLanguage = (text: string): text is Language => languages.includes(text as Language);

/** The pages that everyone reads. They work without JavaScript. */
@Controller()
export class PagesController {
  constructor(
    @Inject(PublicRecord) private readonly record: PublicRecord,
    @Inject(SiteOf) private readonly site: SiteOf,
    @Inject(PageCache) private readonly cache: PageCache,
  ) {}

  @Get('/')
  home(@Req() request: Request, @Res() response: Response): void {
    response.setHeader('Vary', 'Accept-Language');
    response.redirect(302, `/${languageOf(request.headers['accept-language'])}/`);
  }

  @Get('/:language')
  async list(
    @Param('language') language: string,
    @Query() query: Record<string, string>,
    @Req() request: Request,
    @Res() response: Response,
    @Next() next: NextFunction,
  ): Promise<void> {
    if (!isLanguage(language)) {
      next(); // `/graphql` looks like a language, and is served behind the pages.
      return;
    }
    const search = typeof query['search'] === 'string' ? query['search'].slice(0, 100) : '';
    const after =
      typeof query['after'] === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(query['after'])
        ? query['after']
        : null;
    await this.page(request, response, language, async (site, l, today) => {
      const { items, total, hasNext } = await this.record.cases(listLength, after, search);
      const more = hasNext ? (items.at(-1)?.ref ?? null) : null;
      return renderListPage({
        ...{ site, language: l, today, cases: items, search, next: more, after, total },
      });
    });
  }

  @Get('/:language/cases/:ref')
  async case(
    @Param('language') language: string,
    @Param('ref') ref: string,
    @Query() query: Record<string, string>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.page(request, response, language, async (site, l, today) => {
      const row = await this.record.case(ref);
      if (!row) return null;
      const kinds = (await this.record.kinds(ref)).map(({ count, sample }) => ({
        kind: sample.kind,
        words: wordsOfKind(sample),
        count,
      }));
      const kind = kinds.find((k) => k.kind === query['kind'])?.kind ?? null;
      const order: Order = query['order'] === 'oldest' ? 'oldest' : 'newest';
      const [after, before] = [asNumber(query['after']), asNumber(query['before'])];
      const page = await this.record.entries(ref, {
        kind,
        order,
        first: pageLength,
        after,
        before,
      });
      const [first, last] = [page.items[0], page.items.at(-1)];
      const onward = page.hasNext && last ? String(last.n) : null;
      const back = page.hasPrevious && first ? String(first.n) : null;
      const [older, newer] = order === 'newest' ? [onward, back] : [back, onward];
      const cursors = {
        after: after === null ? null : String(after),
        before: before === null ? null : String(before),
      };
      return renderCasePage({
        site,
        language: l,
        today,
        case: row,
        sealedActions: await this.record.sealedBand(ref),
        entries: page.items,
        total: page.total,
        kinds,
        kind,
        order,
        older,
        newer,
        ...cursors,
      });
    });
  }

  @Get('/:language/cases/:ref/entries/:n')
  async entry(
    @Param('language') language: string,
    @Param('ref') ref: string,
    @Param('n') number: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.page(request, response, language, async (site, l) => {
      const n = asNumber(number);
      const [row, entry] = [
        await this.record.case(ref),
        n === null ? null : await this.record.entry(ref, n),
      ];
      if (!row || !entry) return null;
      const previous = entry.n > 1 ? entry.n - 1 : null;
      const next = entry.n < row.entries ? entry.n + 1 : null;
      return renderEntryPage({
        site,
        language: l,
        case: row,
        entry,
        previous,
        next,
        windows: openWindows(entry.presentation),
        leafIndex: entry.index,
        leafHash: entry.leafHash,
        eventType: entry.type,
      });
    });
  }

  private async page(
    request: Request,
    response: Response,
    language: string,
    render: (site: Site, language: Language, today: string) => Promise<string | null>,
  ): Promise<void> {
    if (!isLanguage(language)) {
      notFound(request, response);
      return;
    }
    const site = await this.site.now();
    const today = dayIn(site.zone, systemClock.now());
    const page = await this.cache.get(
      `${request.originalUrl}\n${String(site.asOf.index)}\n${today}`,
      () => render(site, language, today),
    );
    if (page === null) {
      notFound(request, response);
      return;
    }
    sendCacheable(request, response, 'text/html; charset=utf-8', page.body, page.etag);
  }
}

/** The same bytes and headers for what is not public and for what never was. */
export function notFound(request: Request, response: Response): void {
  const [, first = ''] = request.path.split('/');
  const language = isLanguage(first) ? first : languageOf(request.headers['accept-language']);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', 'Accept-Language');
  response
    .status(404)
    .type('text/html; charset=utf-8')
    .send(renderErrorPage({ site: null, language, status: 404 }));
}

/** Sends a body with its ETag, or 304 when the reader has it. */
export function sendCacheable(
  request: Request,
  response: Response,
  type: string,
  body: string,
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
