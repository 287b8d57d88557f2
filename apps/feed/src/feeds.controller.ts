import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { languages, type Language } from '#kernel';
import { absent, sendCacheable } from './answers.js';
import { atomFeed } from './feeds/atom.js';
import type { FeedModel } from './feeds/feed-model.js';
import { jsonFeed } from './feeds/json-feed.js';
import { etagOf } from './page-cache.js';
import { PublicRecord } from './public-record.js';
import { SiteOf } from './site.js';

/** Entries in a feed. Older ones stay on the pages. */
const feedLength = 50;

const formats = {
  atom: { type: 'application/atom+xml; charset=utf-8', render: atomFeed },
  json: { type: 'application/feed+json; charset=utf-8', render: jsonFeed },
} as const;

interface Place {
  readonly language?: string;
  readonly ref?: string;
}

/** Atom and JSON Feed of a case and of all cases, in a language of their own or, without one, in Chinese. */
@Controller()
export class FeedsController {
  constructor(
    @Inject(PublicRecord) private readonly record: PublicRecord,
    @Inject(SiteOf) private readonly site: SiteOf,
  ) {}

  @Get([
    '/feed.atom',
    '/:language/feed.atom',
    '/cases/:ref/feed.atom',
    '/:language/cases/:ref/feed.atom',
  ])
  atom(@Param() place: Place, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.send('atom', place, request, response);
  }

  @Get([
    '/feed.json',
    '/:language/feed.json',
    '/cases/:ref/feed.json',
    '/:language/cases/:ref/feed.json',
  ])
  json(@Param() place: Place, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.send('json', place, request, response);
  }

  private async send(
    format: keyof typeof formats,
    place: Place,
    request: Request,
    response: Response,
  ): Promise<void> {
    const language =
      place.language === undefined ? 'zh' : languages.find((l) => l === place.language);
    const model = language && (await this.model(language, place, request.path));
    if (!model) {
      await absent(this.record, place.ref, request, response);
      return;
    }
    const { type, render } = formats[format];
    const body = render(model);
    sendCacheable(request, response, type, body, etagOf(body));
  }

  private async model(
    language: Language,
    { language: inPath, ref }: Place,
    selfPath: string,
  ): Promise<FeedModel | null> {
    const common = {
      site: await this.site.now(),
      language,
      languageInPath: inPath !== undefined,
      selfPath,
    };
    if (ref !== undefined) {
      const row = await this.record.case(ref);
      if (!row) return null;
      const { items } = await this.record.entries(ref, {
        kind: null,
        order: 'newest',
        first: feedLength,
      });
      return {
        ...common,
        scope: { kind: 'case', case: row },
        entries: items.map((entry) => ({ ...entry, caseTitle: row.title })),
      };
    }
    const entries = await this.record.newest(feedLength);
    const titles = await this.record.titles([...new Set(entries.map((entry) => entry.ref))]);
    return {
      ...common,
      scope: { kind: 'all' },
      entries: entries.flatMap((entry) => {
        const caseTitle = titles.get(entry.ref);
        return caseTitle ? [{ ...entry, caseTitle }] : [];
      }),
    };
  }
}
