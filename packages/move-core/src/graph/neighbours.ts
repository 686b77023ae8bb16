import type { ObjectNode } from './types.ts';

/** True if the object takes part in a move (C6): something above it moves with its hierarchy, or it was asked for. */
export function isMoveNode(node: ObjectNode): boolean {
  return node.origin === 'discovered' && node.rule.leave === undefined && (node.tenants.size > 0 || node.forceMove);
}

/** True for a Cluster of Cluster API. */
export function isCluster({ ref }: ObjectNode): boolean {
  return ref.kind === 'Cluster' && ref.group === 'cluster.x-k8s.io';
}
