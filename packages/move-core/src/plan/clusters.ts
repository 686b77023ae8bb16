import { isCluster } from '../graph/neighbours.ts';
import type { ObjectGraph, ObjectNode } from '../graph/types.ts';

/** Looks up which Clusters an object belongs to. */
export type ClustersOf = (node: ObjectNode) => readonly ObjectNode[];

/**
 * Prepares to tell which Clusters an object belongs to: those above it, and itself if it is one, in the order of their
 * references. Objects with the same tenants get the same list.
 */
export function clustersOfNodes(graph: ObjectGraph): ClustersOf {
  const clusters = new Map(graph.nodes.filter(isCluster).map((node, position) => [node.uid, { node, position }]));
  const known = new Map<ReadonlySet<string>, readonly ObjectNode[]>();
  return ({ tenants }) => {
    let list = known.get(tenants);
    if (list === undefined) {
      list = [...tenants]
        .flatMap((uid) => clusters.get(uid) ?? [])
        .sort((a, b) => a.position - b.position)
        .map(({ node }) => node);
      known.set(tenants, Object.freeze(list));
    }
    return list;
  };
}
