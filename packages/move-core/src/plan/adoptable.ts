import type { PlannedObject } from './types.ts';

/**
 * True for an object that other clusters may share, so that an equal one in the target is taken as it is: what is
 * copied, what belongs to no single Cluster (classes, resource sets, pools, identities), and templates, which Cluster
 * API's contract has end in `Template`. Cluster b of a class moves after cluster a because of it (contract 6); a
 * Cluster or a Machine that is in the target already is always a collision.
 */
export function isAdoptable({ fate, clusters, ref }: PlannedObject): boolean {
  return fate === 'copy' || clusters.length === 0 || ref.kind.endsWith('Template');
}
