import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import { Denied } from '#access';
import { CommandReused, Invalid, Unavailable } from '#kernel';

/** Reports an error that nobody expected; returns the id under which the log has it. */
export type ReportError = (error: unknown) => string;

/** Codes of Apollo that a client may get as they are: the query itself is wrong, no value of ours is in the message. */
const ofTheQuery = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'QUERY_TOO_LARGE',
  'PAGE_TOO_LARGE',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** Gives every GraphQL error its stable code (docs/reference/errors.md) and keeps what is inside, inside. */
export function graphqlErrors(report: ReportError) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { locations, path } = formatted;
    const where = { ...(locations && { locations }), ...(path && { path }) };
    const coded = (code: string, message: string) => ({ message, ...where, extensions: { code } });
    const original = unwrapResolverError(error);
    if (original instanceof Denied || original instanceof Unavailable)
      return coded(original.code, original.message);
    if (original instanceof CommandReused) return coded('COMMAND_REUSED', original.message);
    if (original instanceof Invalid) return coded(original.code, original.message);
    const found = formatted.extensions?.['code'];
    const code = typeof found === 'string' ? found : '';
    if (formatted.extensions?.['tooLarge'] === true)
      return coded('QUERY_TOO_LARGE', formatted.message);
    if (/^Syntax Error: Document contains more that? \d+ tokens/.test(formatted.message))
      return coded('QUERY_TOO_LARGE', 'The query has more than 1,000 tokens. Ask in two queries.');
    if (/^Schema is not configured to execute/.test(formatted.message))
      return coded('OPERATION_RESOLUTION_FAILURE', 'This server answers queries only.');
    if (ofTheQuery.has(code)) return coded(code, withoutValues(formatted.message));
    return coded(
      'INTERNAL_SERVER_ERROR',
      `Something failed here. Nothing was half-written. Name this id to the person who runs the server: ${report(original)}`,
    );
  };
}

/**
 * The message of graphql-js without the values that it quotes: they may be personal. Of a variable stays where it is
 * wrong and what was expected there.
 */
function withoutValues(message: string): string {
  const [, variable] = /^Variable "(\$\w+)" got invalid value /.exec(message) ?? [];
  if (variable === undefined) {
    return message
      .replace(/(cannot represent [^:]*): .*$/s, '$1.')
      .replace(/(Expected value of type "[^"]+"), found .*$/s, '$1.')
      .replace(/^Value .* does not exist in /s, 'That value does not exist in ');
  }
  const [, place] = / at "([\w.[\]]+)"; /.exec(message) ?? [];
  const [reason = 'See the schema for what is expected.'] =
    /Field "\w+" (?:of required type "[^"]+" was not provided|is not defined by type "\w+")\./.exec(
      message,
    ) ?? [];
  return `Variable "${variable}" got an invalid value${place ? ` at "${place}"` : ''}. ${reason}`;
}
