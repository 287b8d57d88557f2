import { Controller, Get, Inject, Next, Param, Query, Req, Res } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { languageOf } from '#web';
import { Answers, asNumber, isLanguage } from './answers.js';
import { openWindows } from './open-windows.js';
import { renderCasePage, renderEntryPage, renderListPage, wordsOfKind } from './pages/index.js';
import { PublicRecord, type Order } from './public-record.js';

const pageLength = 20;
const listLength = 50;

/** The pages that everyone reads. They work without JavaScript. */
@Controller()
export class PagesController {
  constructor(
    @Inject(PublicRecord) private readonly record: PublicRecord,
    @Inject(Answers) private readonly answers: Answers,
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
    await this.answers.page(request, response, language, async (site, l, today) => {
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
    await this.answers.page(request, response, language, async (site, l, today) => {
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
        panel: await this.record.panel(ref),
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
    await this.answers.page(request, response, language, async (site, l) => {
      const n = asNumber(number);
      const [row, entry] = [
        await this.record.case(ref),
        n === null ? null : await this.record.entry(ref, n),
      ];
      if (!row || !entry) return null;
      const presentation = await this.record.presentation(entry);
      const previous = entry.n > 1 ? entry.n - 1 : null;
      const next = entry.n < row.entries ? entry.n + 1 : null;
      return renderEntryPage({
        site,
        language: l,
        case: row,
        entry,
        previous,
        next,
        windows: presentation === null ? [] : openWindows(presentation),
        leafIndex: entry.index,
        leafHash: entry.leafHash,
        eventType: entry.type,
      });
    });
  }
}
