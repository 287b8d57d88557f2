import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { disclosuresInFile } from '#cases/process';
import type { ReportError } from '#web';
import {
  answering,
  goneFile,
  noCache,
  noFile,
  nothingPublished,
  seconds,
  sendFile,
} from './file-answers.js';
import { etagOf } from './page-cache.js';
import { PublishedLog, type NewestCheckpoint } from './published-log.js';
import { PublishedTimeline } from './published-timeline.js';
import { Report } from './report.js';

const decimal = '(0|[1-9]\\d{0,15})';
const entry = new RegExp(`^entries/${decimal}\\.(tlog-proof|sd-jwt)$`);
const disclosures = new RegExp(`^disclosures/${decimal}\\.jsonl$`);
const caseFile = /^cases\/([A-Za-z0-9][A-Za-z0-9._-]{0,63})\.json$/;
const json = 'application/json; charset=utf-8';

/** What proves, opens and sums up the public timeline, for programs. Addresses are compared letter by letter. */
@Controller()
export class TimelineController {
  constructor(
    @Inject(PublishedLog) private readonly log: PublishedLog,
    @Inject(PublishedTimeline) private readonly timeline: PublishedTimeline,
    @Inject(Report) private readonly report: ReportError,
  ) {}

  @Get('/timeline/*path')
  async file(@Req() request: Request, @Res() response: Response): Promise<void> {
    await answering(response, this.report, async () => {
      const newest = await this.log.checkpoint();
      if (!newest) {
        nothingPublished(response);
        return;
      }
      const path = request.path.startsWith('/timeline/') ? request.path.slice(10) : '';
      const [, index, what] = entry.exec(path) ?? [];
      const [, file] = disclosures.exec(path) ?? [];
      const [, ref] = caseFile.exec(path) ?? [];
      if (what === 'tlog-proof') await this.proof(Number(index), newest, request, response);
      else if (what === 'sd-jwt') await this.opened(Number(index), newest, request, response);
      else if (file !== undefined) await this.lines(Number(file), newest, request, response);
      else if (ref !== undefined) await this.case(ref, request, response);
      else if (path === 'state.json') {
        const body = await this.timeline.state();
        const etag = etagOf(body);
        sendFile(request, response, { type: json, body, cache: seconds(30), etag });
      } else noFile(response);
    });
  }

  /** That the leaf is in the log: of any leaf, with what opens it where anyone may open it. */
  private async proof(
    index: number,
    newest: NewestCheckpoint,
    request: Request,
    response: Response,
  ): Promise<void> {
    if (index >= newest.size) {
      noFile(response);
      return;
    }
    const found = await this.timeline.disclosure(index);
    const extra = found && 'sd' in found.line ? found.presentation : null;
    const body = await this.log.proof(newest, index, extra);
    const type = 'text/plain; charset=utf-8';
    sendFile(request, response, { type, body, cache: noCache, etag: etagOf(body) });
  }

  private async opened(
    index: number,
    { size }: NewestCheckpoint,
    request: Request,
    response: Response,
  ): Promise<void> {
    const found = index < size ? await this.timeline.disclosure(index) : null;
    if (!found) noFile(response);
    else if ('why' in found.line) goneFile(response, found.line.why, found.line.by);
    else {
      const body = found.presentation;
      const type = 'application/sd-jwt';
      sendFile(request, response, { type, body, cache: noCache, etag: etagOf(body) });
    }
  }

  private async lines(
    file: number,
    { size }: NewestCheckpoint,
    request: Request,
    response: Response,
  ): Promise<void> {
    if (file * disclosuresInFile >= size) {
      noFile(response);
      return;
    }
    const body = await this.timeline.disclosures(file, size);
    const type = 'application/jsonl; charset=utf-8';
    sendFile(request, response, { type, body, cache: noCache, etag: etagOf(body) });
  }

  private async case(ref: string, request: Request, response: Response): Promise<void> {
    const found = await this.timeline.case(ref);
    if (!found) noFile(response);
    else if ('withdrawnAt' in found) goneFile(response, 'withdrawn', found.withdrawnAt);
    else {
      const body = found.text;
      sendFile(request, response, { type: json, body, cache: seconds(30), etag: etagOf(body) });
    }
  }
}
