/** Every default of the library, in one place. Times in milliseconds. */
export const defaults = {
  /** Objects per page of a LIST. */
  pageSize: 500,
  /** Connections to one API server, and so requests in flight. */
  concurrency: 16,
  requestTimeoutMs: 30_000,
  /** How long one request is retried while its failure is transient. */
  retryBudgetMs: 120_000,
  /** How long held objects may take to acknowledge. */
  pauseTimeoutMs: 300_000,
  /** How long block-move annotations may stay, all objects together. */
  blockMoveTimeoutMs: 600_000,
} as const;
