/**
 * What an ApiServer does that is not in the library's `defaults` because no option of a move sets it. Times are in ms.
 */
export const serverDefaults = {
  /** Largest delay before the first retry; it doubles with each attempt. */
  retryBaseDelayMs: 100,
  retryMaxDelayMs: 8_000,
  /** Requests at once until it is known how many a server is best asked. */
  firstConcurrency: 16,
  /** How long a connection may take to open. */
  connectTimeoutMs: 10_000,
  /** How long to go on trying a server that has never answered. */
  firstContactBudgetMs: 15_000,
  /** How long a gate's word holds until the request is written, in ms; after that it is asked again. */
  gateValidMs: 1_000,
  /** How often a list starts anew because its continue token has expired (410). */
  listRestarts: 5,
  /** How long an exec plugin may take; it may wait for a person to log in. */
  credentialsTimeoutMs: 120_000,
  /** How often one request may find its credentials ended and be sent again with the next ones. */
  mostRenewals: 10,
  /** How long `close` waits for requests in flight. */
  closeGraceMs: 1_000,
  userAgent: 'tsmove',
} as const;
