import type { NextFunction, Request, Response } from 'express';
import type { Accounts } from '#access';
import { Unavailable, type Principal } from '#kernel';
import { refuse } from '#web';

/** Addresses that need no account. */
const open = new Set(['/healthz', '/readyz']);

/** Lets nobody in without a bearer token, before anything of the request is looked at further. */
export const signIn =
  (accounts: Accounts) =>
  async (
    request: Request & { principal?: Principal },
    response: Response,
    next: NextFunction,
  ): Promise<void> => {
    if (open.has(request.path)) {
      next();
      return;
    }
    const [, token] =
      /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(request.headers.authorization ?? '') ?? [];
    try {
      const principal = token === undefined ? null : await accounts.authenticate(token);
      if (principal === null) {
        response.setHeader('WWW-Authenticate', 'Bearer');
        refuse(
          response,
          401,
          'UNAUTHENTICATED',
          'Sign in first: send `Authorization: Bearer TOKEN` with a token of `daylight token`.',
        );
        return;
      }
      request.principal = principal;
      response.setHeader('Cache-Control', 'no-store');
      next();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      refuse(response, 503, error.code, error.message);
    }
  };
