import type { ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLSchema } from 'graphql';
import { enforceFieldAccess, type FieldAccess } from './field-access.js';
import { graphqlErrors, type ReportError } from './graphql-errors.js';
import { limits } from './limits.js';
import { queryLimits } from './query-limits.js';

/**
 * How both GraphQL servers are set up: introspection on, landing page and batching off, limits on size and depth, an
 * access check on every field.
 */
export function graphqlServer(
  report: ReportError,
  access: FieldAccess,
): Omit<ApolloDriverConfig, 'driver'> {
  return {
    autoSchemaFile: true,
    sortSchema: true,
    path: '/graphql',
    graphiql: false,
    playground: false,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: limits.queryTokens },
    validationRules: [queryLimits],
    formatError: graphqlErrors(report),
    transformSchema: (schema) => enforceFieldAccess(withinReach(schema), access),
    context: ({ req }: { req: unknown }) => ({ req }),
  };
}

/** Nest adds types that other schemas of the program reference; only what can be asked for here stays. */
export const withinReach = (schema: GraphQLSchema): GraphQLSchema =>
  new GraphQLSchema({
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    directives: schema.getDirectives(),
  });
