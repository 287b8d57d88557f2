import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { parseTilePath } from '#tlog';
import type { ReportError } from '#web';
import {
  answering,
  immutable,
  noFile,
  nothingPublished,
  seconds,
  sendFile,
  type FileAnswer,
} from './file-answers.js';
import { PublishedLog, type NewestCheckpoint, type Place } from './published-log.js';
import { Report } from './report.js';

const compressed = promisify(gzip);
const plain = 'text/plain; charset=utf-8';

/**
 * The log for programs (C2SP tlog-tiles), as any file server could serve the folder. Addresses are compared letter by
 * letter: what Express would take for the same one is another, and not there.
 */
@Controller()
export class LogController {
  constructor(
    @Inject(PublishedLog) private readonly log: PublishedLog,
    @Inject(Report) private readonly report: ReportError,
  ) {}

  @Get('/log/*path')
  async file(@Req() request: Request, @Res() response: Response): Promise<void> {
    await answering(response, this.report, async () => {
      const path = request.path.startsWith('/log/') ? request.path.slice(5) : '';
      const tile = parseTilePath(path);
      if (tile?.level === 'entries') response.setHeader('Vary', 'Accept-Encoding');
      const newest = await this.log.checkpoint();
      if (!newest) {
        nothingPublished(response);
        return;
      }
      const answer = tile ? await this.tile(tile, newest) : await this.named(path, newest);
      if (!answer) noFile(response);
      else if (tile?.level === 'entries' && request.acceptsEncodings('gzip')) {
        response.setHeader('Content-Encoding', 'gzip');
        sendFile(request, response, { ...answer, body: await compressed(answer.body) });
      } else sendFile(request, response, answer);
    });
  }

  private async tile(place: Place, { size }: NewestCheckpoint): Promise<FileAnswer | null> {
    const body = await this.log.tile(place, size);
    return body && { type: 'application/octet-stream', body, cache: immutable };
  }

  private async named(
    path: string,
    { note, root, size }: NewestCheckpoint,
  ): Promise<FileAnswer | null> {
    if (path === 'checkpoint') {
      const etag = `"${root.toString('base64')}"`;
      return { type: plain, body: note, cache: seconds(5), etag };
    }
    const stored = this.stored(path, size);
    const body = stored && (await this.log.file(path));
    return body ? { ...stored, body } : null;
  }

  /** How a file is served that has that name, if one may have it. */
  private stored(path: string, size: number): Omit<FileAnswer, 'body'> | null {
    if (path === 'policy') return { type: plain, cache: seconds(300) };
    const [, published] = /^checkpoints\/([1-9]\d{0,15})$/.exec(path) ?? [];
    // One that was signed and not published may lie there too.
    if (published !== undefined)
      return Number(published) <= size ? { type: plain, cache: immutable } : null;
    if (/^schemas\/[0-9a-f]{64}$/.test(path))
      return { type: 'application/json; charset=utf-8', cache: immutable };
    return null;
  }
}
