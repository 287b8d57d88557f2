import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { languageOf } from '#web';
import { Answers, sendCacheable } from './answers.js';
import { renderVerifyPage } from './pages/index.js';
import { verifyFiles, type VerifyFiles } from './verify-files.js';

/** The page on which anyone checks the record in a browser, and the program that does it without one. */
@Controller()
export class VerifyController {
  private read: VerifyFiles | undefined;

  constructor(@Inject(Answers) private readonly answers: Answers) {}

  /** Made by the build: read when somebody asks for them first. */
  private get files(): VerifyFiles {
    return (this.read ??= verifyFiles());
  }

  /** What is behind the `#` of an address stays with the browser, and goes along. */
  @Get('/verify')
  byHeader(@Req() request: Request, @Res() response: Response): void {
    response.setHeader('Vary', 'Accept-Language');
    response.redirect(302, `/${languageOf(request.headers['accept-language'])}/verify`);
  }

  @Get('/verify/daylight-audit.mjs')
  program(@Req() request: Request, @Res() response: Response): void {
    const { bytes, sha256 } = this.files.program;
    const digest = Buffer.from(sha256, 'hex').toString('base64');
    response.setHeader('Repr-Digest', `sha-256=:${digest}:`); // RFC 9530
    response.setHeader('X-Content-Type-Options', 'nosniff');
    sendCacheable(request, response, 'text/javascript; charset=utf-8', bytes, `"${sha256}"`);
  }

  @Get('/:language/verify')
  async page(
    @Param('language') language: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { script, program } = this.files;
    await this.answers.page(request, response, language, (site, l) =>
      Promise.resolve(
        renderVerifyPage({
          ...{ site, language: l },
          code: { script: script.sha256, program: program.sha256 },
        }),
      ),
    );
  }
}
