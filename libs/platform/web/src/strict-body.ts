import type { NextFunction, Request, Response } from 'express';
import { type Invalid, parseStrictJson } from '#kernel';
import { limits } from './limits.js';

/** Answers a request that cannot be read, in the shape of a GraphQL error so that every client finds the code. */
export function refuse(response: Response, status: number, code: string, message: string): void {
  response.status(status).json({ errors: [{ message, extensions: { code } }] });
}

/**
 * Reads JSON bodies strictly: at most 256 KiB, valid UTF-8, no duplicate names, no integer that would be rounded.
 * Replaces body-parser, which accepts all of these silently.
 */
export function strictBody(request: Request, response: Response, next: NextFunction): void {
  if (request.method === 'GET' || request.method === 'HEAD') {
    next();
    return;
  }
  if (!/^application\/json(;\s*charset="?utf-8"?)?$/i.test(request.headers['content-type'] ?? '')) {
    refuse(
      response,
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'Send the request as application/json in UTF-8.',
    );
    return;
  }
  if (request.headers['content-encoding'] !== undefined) {
    refuse(response, 415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body without a content encoding.');
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    // Past the limit bytes are counted and dropped, so that the client can read the answer.
    if (size <= limits.requestBytes) chunks.push(chunk);
    else if (size > 16 * limits.requestBytes) request.destroy();
  });
  request.on('error', () => undefined);
  request.on('end', () => {
    if (size > limits.requestBytes) {
      refuse(
        response,
        413,
        'PAYLOAD_TOO_LARGE',
        `A request has at most ${String(limits.requestBytes)} bytes. Send less at once.`,
      );
      return;
    }
    try {
      request.body = parseStrictJson(Buffer.concat(chunks), { bytes: limits.requestBytes });
      next();
    } catch (error) {
      const { message } = error as Invalid;
      refuse(
        response,
        400,
        'BAD_REQUEST',
        `${message}. Send one JSON document (RFC 8259) with unique names.`,
      );
    }
  });
}
