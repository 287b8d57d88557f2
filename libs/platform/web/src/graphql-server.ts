import type { ApolloDriverConfig } from '@nestjs/apollo';
import { enforceFieldAccess } from './field-access.js';
import { graphqlErrors, type ReportError } from './graphql-errors.js';
import { limits } from './limits.js';
import { queryLimits } from './query-limits.js';

/**
 * How both GraphQL servers are set up: introspection on, landing page and batching off, limits on size and depth, an
 * access check on every field.
 * @param check throws when the reader of a context may not do an operation
 */
export function graphqlServer(report: ReportError, check: (operation: string, context: unknown) => void): Omit<ApolloDriverConfig, 'driver'> {
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
    parseOptions: { maxTokens: limits.queryTokens },
    validationRules: [queryLimits],
    formatError: graphqlErrors(report),
    transformSchema: (schema) => enforceFieldAccess(schema, check),
    context: ({ req }: { req: unknown }) => ({ req }),
  };
}
