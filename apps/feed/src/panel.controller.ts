import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Answers, asNumber } from './answers.js';
import {
  renderCommitteePage,
  renderDocumentPage,
  renderStatisticsPage,
  type DocumentKind,
} from './pages/index.js';
import { PublicRecord } from './public-record.js';

interface Place {
  readonly language: string;
  readonly ref: string;
}

/** Pages of who looks into a case and under which rules, and the statistics of all cases. */
@Controller()
export class PanelController {
  constructor(
    @Inject(PublicRecord) private readonly record: PublicRecord,
    @Inject(Answers) private readonly answers: Answers,
  ) {}

  @Get('/:language/cases/:ref/committee')
  async committee(
    @Param() { language, ref }: Place,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.answers.page(request, response, language, async (site, l) => {
      const row = await this.record.case(ref);
      return (
        row &&
        renderCommitteePage({ site, language: l, case: row, panel: await this.record.panel(ref) })
      );
    });
  }

  @Get('/:language/cases/:ref/charter')
  charter(
    @Param() place: Place,
    @Query() query: Record<string, string>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.document('charter', place, query, request, response);
  }

  @Get('/:language/cases/:ref/terms')
  terms(
    @Param() place: Place,
    @Query() query: Record<string, string>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.document('terms', place, query, request, response);
  }

  @Get('/:language/statistics')
  async statistics(
    @Param('language') language: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const slot = await this.record.slotIndex();
    await this.answers.page(
      request,
      response,
      language,
      async (site, l, today) =>
        renderStatisticsPage({
          site,
          language: l,
          quarters: await this.record.statistics(today),
        }),
      String(slot),
    );
  }

  private async document(
    kind: DocumentKind,
    { language, ref }: Place,
    query: Record<string, string>,
    request: Request,
    response: Response,
  ): Promise<void> {
    await this.answers.page(request, response, language, async (site, l) => {
      const row = await this.record.case(ref);
      if (!row) return null;
      const versions =
        kind === 'charter' ? await this.record.charters(ref) : await this.record.terms(ref);
      const [from, to] = [asNumber(query['from']), asNumber(query['to'])];
      const compared = from === null || to === null ? null : { from, to };
      return renderDocumentPage({ site, language: l, case: row, kind, versions, compared });
    });
  }
}
