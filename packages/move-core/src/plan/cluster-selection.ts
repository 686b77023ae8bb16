import type { Diagnostic } from '../errors.ts';
import { isCluster, isMoveNode } from '../graph/neighbours.ts';
import type { ObjectGraph, ObjectNode } from '../graph/types.ts';
import { formatRef } from '../model/object-ref.ts';
import type { ClustersOf } from './clusters.ts';

/** The Clusters that a move was asked for by name, and all others that could move as well. */
export interface SelectedClusters {
  isSelected(cluster: ObjectNode): boolean;
  isBelowSelected(node: ObjectNode): boolean;
  isBelowUnselected(node: ObjectNode): boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds the named Clusters. A Cluster below a selected one is selected with it; one below a Cluster that is not
 * selected cannot be: it would be torn from its owner.
 */
export function selectClusters(
  graph: ObjectGraph,
  scope: { readonly namespace: string; readonly clusters: readonly string[] },
  clustersOf: ClustersOf,
): SelectedClusters {
  const clusters = graph.nodes.filter((node) => isCluster(node) && isMoveNode(node));
  const local = clusters.filter(({ ref }) => ref.namespace === scope.namespace);
  const names = new Set(scope.clusters);
  const named = new Set(local.filter(({ ref }) => names.has(ref.name)).map(({ uid }) => uid));
  const withAncestors = clusters.map((node) => ({ node, above: clustersOf(node) }));
  const selected = new Set(
    withAncestors.filter(({ above }) => above.some(({ uid }) => named.has(uid))).map(({ node }) => node.uid),
  );
  const diagnostics: Diagnostic[] = notFound(scope, local);
  // Owners come first in no particular order here, so repeat until nothing changes; one round is all it mostly takes.
  for (let settled = false; !settled;) {
    settled = true;
    for (const { node, above } of withAncestors) {
      const torn = above.find(({ uid }) => !selected.has(uid));
      if (!selected.has(node.uid) || torn === undefined) continue;
      selected.delete(node.uid);
      settled = false;
      diagnostics.push({
        code: 'cluster-not-selected',
        severity: 'error',
        ref: node.ref,
        message: `it belongs to ${formatRef(torn.ref)}, which is not selected`,
        remedy: `Select ${formatRef(torn.ref)} as well, or move the whole namespace.`,
      });
    }
  }
  return {
    isSelected: ({ uid }) => selected.has(uid),
    isBelowSelected: (node) => clustersOf(node).some(({ uid }) => selected.has(uid)),
    isBelowUnselected: (node) => clustersOf(node).some(({ uid }) => !selected.has(uid)),
    diagnostics,
  };
}

/** No more names than this are listed for somebody who has mistyped one. */
const namesListed = 20;

function notFound(
  scope: { readonly namespace: string; readonly clusters: readonly string[] },
  local: readonly ObjectNode[],
): Diagnostic[] {
  const names = local.map(({ ref }) => ref.name);
  const more = names.length > namesListed ? ` and ${names.length - namesListed} more` : '';
  const there = names.length === 0 ? 'no Cluster at all' : `${names.slice(0, namesListed).join(', ')}${more}`;
  return scope.clusters
    .filter((name) => !names.includes(name))
    .map((name) => ({
      code: 'cluster-not-found',
      severity: 'error',
      ref: { ...clusterKind, version: local[0]?.ref.version ?? clusterKind.version, namespace: scope.namespace, name },
      message: `there is no such Cluster; the namespace has ${there}`,
      remedy: 'Name Clusters that are in the namespace.',
    }));
}

const clusterKind = { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Cluster' } as const;
