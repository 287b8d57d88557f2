import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { languages } from '#kernel';
import { languageOf, type ReportError } from '#web';
import { notFound } from './answers.js';
import { renderErrorPage } from './pages/index.js';

/** What goes wrong on a page becomes a page, without a word of what is inside. GraphQL answers for itself. */
@Catch()
export class PageErrors implements ExceptionFilter {
  constructor(private readonly report: ReportError) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') throw error;
    const http = host.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    if (error instanceof HttpException && error.getStatus() < 500) {
      notFound(request, response);
      return;
    }
    this.report(error);
    if (response.headersSent) {
      response.end();
      return;
    }
    const language =
      languages.find((l) => request.path.startsWith(`/${l}/`)) ??
      languageOf(request.headers['accept-language']);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Retry-After', '5');
    response
      .status(503)
      .type('text/html; charset=utf-8')
      .send(renderErrorPage({ site: null, language, status: 503 }));
  }
}
