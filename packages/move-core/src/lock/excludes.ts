import type { LeaseContent } from './types.ts';

type Claim = Pick<LeaseContent, 'moveId' | 'scope' | 'sourceUid' | 'targetUid'>;

/**
 * Whether two moves whose Leases are about the same namespace of one side must not be under way at the same time. A move
 * of a namespace, or of some Clusters of it, excludes all others. Shards let each other pass if they are parts of the
 * same move, from the same namespace of the same cluster to the same one, and have no Cluster in common.
 */
export function excludes(one: Claim, other: Claim): boolean {
  if (one.moveId === other.moveId) return false;
  const [a, b] = [one.scope, other.scope];
  if (a.shard === undefined || b.shard === undefined || a.shard === b.shard) return true;
  if (one.sourceUid !== other.sourceUid || one.targetUid !== other.targetUid) return true;
  if (a.namespace !== b.namespace || a.targetNamespace !== b.targetNamespace) return true;
  if (a.clusters === undefined || b.clusters === undefined) return true;
  const names = new Set(a.clusters);
  return b.clusters.some((name) => names.has(name));
}
