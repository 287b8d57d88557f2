/** What one request may ask of a server (contract, Limits). */
export const limits = {
  requestBytes: 256 * 1024,
  /** Nesting of a query; introspection is exempt. */
  queryDepth: 8,
  queryTokens: 1000,
  pageSize: 100,
  requestMs: 10_000,
} as const;
