/** Findings that the user declares to be in order. Everything is refused by default. */
export interface Allowances {
  /** Clusters and ClusterClasses that the user has paused: they move, and stay paused in the target. */
  readonly paused?: boolean;
  /** Objects that are left behind, or that the source's garbage collector will delete. */
  readonly leftBehind?: boolean;
  /** A move of no objects at all. */
  readonly empty?: boolean;
  /** The user has suspended Flux or Argo CD for the objects. */
  readonly gitopsSuspended?: boolean;
  /** Codes of single findings to pass over. */
  readonly skip?: readonly string[];
}
