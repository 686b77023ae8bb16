import type { MoveSummary } from '@tsmove/move-core';

/** What a Job is to move. */
export interface JobScope {
  readonly namespace: string;
  readonly targetNamespace: string | undefined;
  /** Undefined: the whole namespace. */
  readonly clusters: readonly string[] | undefined;
  /** Each Cluster is a move of its own, one after the other. */
  readonly perCluster: boolean;
}

/**
 * Whether a move that is open is this Job's: over the same namespace and the same Clusters, whoever has begun it. One
 * over others of the namespace is somebody else's, and has the lock.
 */
export function isOfScope({ scope, zone }: Pick<MoveSummary, 'scope' | 'zone'>, wanted: JobScope): boolean {
  // A target that was given up needs somebody to decide.
  if (zone === 'finished' || zone === 'target-abandoned') return false;
  // A part of a move in shards is for the pods of that one.
  if (scope.shard !== undefined || scope.sharedOnly === true) return false;
  if (scope.namespace !== wanted.namespace || scope.targetNamespace !== wanted.targetNamespace) return false;
  if (scope.clusters === undefined) return wanted.clusters === undefined;
  if (wanted.clusters === undefined) return wanted.perCluster;
  const names = new Set(wanted.clusters);
  const inside = scope.clusters.every((name) => names.has(name));
  return inside && (wanted.perCluster || new Set(scope.clusters).size === names.size);
}
