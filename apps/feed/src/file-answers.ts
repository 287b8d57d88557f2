import type { Request, Response } from 'express';
import { Unavailable } from '#kernel';
import { refuse, type ReportError } from '#web';

/** Bytes for programs, and how long they may be kept. */
export interface FileAnswer {
  readonly type: string;
  readonly body: string | Buffer;
  readonly cache: string;
  /** With its quotes. */
  readonly etag?: string;
}

export const noCache = 'no-cache';
export const immutable = 'public, max-age=31536000, immutable';
export const seconds = (n: number): string => `public, max-age=${String(n)}`;

/** Any site may read what is under `/log` and `/timeline`; nobody is known there, so there is nothing to steal. */
export function openToAll(response: Response): void {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Expose-Headers', 'ETag');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  response.setHeader('X-Content-Type-Options', 'nosniff');
}

/** Not through `send`: it would add a charset to every type, and an ETag of its own. */
export function sendFile(
  request: Request,
  response: Response,
  { type, body, cache, etag }: FileAnswer,
): void {
  response.setHeader('Cache-Control', cache);
  if (etag !== undefined) response.setHeader('ETag', etag);
  if (etag !== undefined && request.fresh) {
    response.status(304).end();
    return;
  }
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.status(200).end(body);
}

/** The one answer for what is sealed, not published yet, of no public case, or was never there. */
export function noFile(response: Response): void {
  response.setHeader('Cache-Control', 'no-store');
  refuse(response, 404, 'NOT_FOUND', 'There is nothing public at this address.');
}

export function nothingPublished(response: Response): void {
  response.setHeader('Cache-Control', 'no-store');
  refuse(
    response,
    404,
    'NOT_FOUND',
    'No checkpoint of this log has been published yet. Ask again after the first one.',
  );
}

/** What was public and is no longer: the leaf that says why. */
export function goneFile(response: Response, why: string, by: number): void {
  response.setHeader('Cache-Control', 'no-store');
  response.status(410).json({ why, by });
}

/** Runs the work of an answer; what is not to be had for now is told as such, to be asked for again. */
export async function answering(
  response: Response,
  report: ReportError,
  work: () => Promise<void>,
): Promise<void> {
  openToAll(response);
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Unavailable) || error.code !== 'STALE_READ') report(error);
    if (response.headersSent) {
      response.end();
      return;
    }
    const { code, message } =
      error instanceof Unavailable
        ? error
        : { code: 'STORE_UNAVAILABLE', message: 'This cannot be read now. Ask again in a moment.' };
    response.removeHeader('ETag');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Retry-After', code === 'STALE_READ' ? '1' : '5');
    refuse(response, 503, code, message);
  }
}
