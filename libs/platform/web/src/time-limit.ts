import type { NextFunction, Request, Response } from 'express';
import { limits } from './limits.js';
import { refuse } from './strict-body.js';

/** Ends a request that takes longer than it may. What has begun to stream, such as live announcements, goes on. */
export function timeLimit(_request: Request, response: Response, next: NextFunction): void {
  const timer = setTimeout(() => {
    if (!response.headersSent) {
      refuse(
        response,
        503,
        'TOO_BUSY',
        `The answer took longer than ${String(limits.requestMs / 1000)} seconds. Ask for less, or again in a moment; a command with the same id has one effect.`,
      );
    }
  }, limits.requestMs);
  response.once('close', () => {
    clearTimeout(timer);
  });
  next();
}
