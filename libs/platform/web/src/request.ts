import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext, registerEnumType } from '@nestjs/graphql';
import type { Request } from 'express';
import { GraphQLError } from 'graphql';
import { Denied } from '#access';
import type { Language, Principal } from '#kernel';
import { languageOf } from './language.js';
import { limits } from './limits.js';

/** What a GraphQL request carries. `principal` is set by the office's sign-in; the feed has none. */
export interface RequestContext {
  readonly req: Request & { principal?: Principal };
}

const contextOf = (context: ExecutionContext) =>
  GqlExecutionContext.create(context).getContext<RequestContext>();

/** Who asks. @throws Denied when nobody is signed in */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = contextOf(context).req;
  if (!principal) throw new Denied('UNAUTHENTICATED');
  return principal;
});

/** The language in which the asker reads. */
export const RequestLanguage = createParamDecorator(
  (_: unknown, context: ExecutionContext): Language =>
    languageOf(contextOf(context).req.headers['accept-language']),
);

export const LanguageEnum = { en: 'en', zh: 'zh' } satisfies Record<Language, Language>;
registerEnumType(LanguageEnum, { name: 'Language', description: 'Languages of every text.' });

/** Token under which the sentences of all refusal codes are injected. */
export const RefusalWords = Symbol('RefusalWords');

/** The size of a page that was asked for. @throws GraphQLError `PAGE_TOO_LARGE`, by variable too */
export function pageOf(first: number): number {
  if (first >= 0 && first <= limits.pageSize) return first;
  throw new GraphQLError(
    `Ask for 0 to ${String(limits.pageSize)} items at once and page through the rest.`,
    {
      extensions: { code: 'PAGE_TOO_LARGE' },
    },
  );
}
