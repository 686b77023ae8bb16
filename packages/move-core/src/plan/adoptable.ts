import type { PlannedObject } from './types.ts';

/**
 * True for an object that other clusters may share, so that an equal one in the target is taken as it is: what is
 * copied, what belongs to no single Cluster (classes, resource sets, pools, identities), and templates, which Cluster
 * API's contract has end in `Template`. Cluster b of a class moves after cluster a because of it (contract 6); a
 * Cluster or a Machine that is in the target already is always a collision, and so is what a provider says is never
 * adopted.
 */
export function isAdoptable({ fate, clusters, ref, adopt }: PlannedObject): boolean {
  if (adopt === false) return false;
  return fate === 'copy' || clusters.length === 0 || ref.kind.endsWith('Template');
}
