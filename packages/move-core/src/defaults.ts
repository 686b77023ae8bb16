/** Every default of the library, in one place. Times in milliseconds. */
export const defaults = {
  /** Objects per page of a LIST. */
  pageSize: 250,
  /** Connections to one API server, and so requests in flight, at most: how many make it faster is found out. */
  concurrency: 64,
  requestTimeoutMs: 30_000,
  /** How long one request is retried while its failure is transient. */
  retryBudgetMs: 120_000,
  /** The same for what must not fail any more: after the commit point, and when a hold is given back. */
  longRetryBudgetMs: 900_000,
  /** How long a deletion is tried again when a webhook denies it: some judge by caches that lag (contract 4). */
  denialBudgetMs: 120_000,
  /** How often a removal starts again because a controller put its finalizer back (contract 4). */
  removalRounds: 200,
  /** How long retired objects may take to be gone from the source. */
  goneTimeoutMs: 60_000,
  /** How long held objects may take to acknowledge. */
  pauseTimeoutMs: 300_000,
  /** How long block-move annotations may stay, all objects together. */
  blockMoveTimeoutMs: 600_000,
  /** With a commit for each Cluster: how long one may keep the others waiting before it is put last. */
  firstPatienceMs: 30_000,
  /** With a commit for each Cluster: how many are under way at the same time if a server is far away; otherwise one. */
  clustersAtOnceFar: 4,
  /** A server is far away if a round trip to it takes so long. */
  farMs: 10,
  /** How long a Lease of a move lasts without being renewed. */
  leaseDurationMs: 30_000,
  /** A pivot: how long components may take to become available in the target. */
  componentsTimeoutMs: 600_000,
  /** A pivot: how long pods that were scaled down may take to be gone. */
  podsTimeoutMs: 180_000,
  /** A pivot: how long controllers, hosts and conditions may take to settle after the move. */
  settleTimeoutMs: 300_000,
  /** Namespace of the Leases, and of journals kept in the clusters. */
  systemNamespace: 'tsmove-system',
} as const;
