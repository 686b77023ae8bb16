/** What an ApiServer does unless its options say otherwise. Times are in ms. */
export const serverDefaults = {
  /** Connections at most, and so requests in flight at most, to one API server. */
  connections: 16,
  /** One attempt of one request, from sending it to the last byte of the answer. The value of clusterctl. */
  requestTimeoutMs: 30_000,
  /** How long to start further attempts of one request, counted from its first. */
  retryBudgetMs: 60_000,
  /** Largest delay before the first retry; it doubles with each attempt. */
  retryBaseDelayMs: 100,
  retryMaxDelayMs: 8_000,
  /** Items in one page of a list. The value of kubectl and of client-go's pager. */
  pageSize: 500,
  /** How often a list starts anew because its continue token has expired (410). */
  listRestarts: 5,
  /** How long an exec plugin may take; it may wait for a person to log in. */
  credentialsTimeoutMs: 120_000,
  /** How long `close` waits for requests in flight. */
  closeGraceMs: 1_000,
  userAgent: 'tsmove',
} as const;
