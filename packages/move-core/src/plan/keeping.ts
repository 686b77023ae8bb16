import { isCluster, isMoveNode } from '../graph/neighbours.ts';
import type { ObjectGraph, ObjectNode } from '../graph/types.ts';
import { formatRef, refKey } from '../model/object-ref.ts';
import type { ClustersOf } from './clusters.ts';
import type { Selection } from './selection.ts';
import type { Sharing } from './sharing.ts';
import type { KeptKind, Scope } from './types.ts';

/** What of the chosen objects is kept in the source, so that it is copied instead of moved. */
export interface Keeping {
  /** Why the object is kept; undefined if it is not. */
  because(uid: string): string | undefined;
  /** True for what the user wants kept, and held for good; not for what is kept along with it. */
  isHeldInSource(uid: string): boolean;
  /** Keeps what these objects use: they stay after all. */
  staying(nodes: readonly ObjectNode[]): void;
}

/**
 * Decides what is kept in the source (C7, C8, contract 6): cluster-scoped objects and all below them, objects of other
 * namespaces, and whatever serves something that stays: an object is kept if something that stays belongs to it or uses
 * it, and with it goes what it owns, unless that belongs to moving Clusters and nothing else.
 *
 * clusterctl asks only whether a Cluster elsewhere names the very class (C8.2), and takes labelled Secrets away from
 * provider namespaces (C7).
 */
export function decideKeeping(
  graph: ObjectGraph,
  scope: Scope,
  selection: Selection,
  clustersOf: ClustersOf,
  sharing: Pick<Sharing, 'keepsBecause'>,
): Keeping {
  const reasons = new Map<string, string>();
  const queue: ObjectNode[] = [];
  const heldInSource = new Set<string>();
  const skipped = new Set(
    (scope.conflicts ?? []).flatMap(({ ref, choice }) => (choice === 'skip' ? [refKey(ref)] : [])),
  );

  function keep(node: ObjectNode, because: string): void {
    if (!selection.chosen.has(node.uid) || reasons.has(node.uid)) return;
    reasons.set(node.uid, because);
    queue.push(node);
  }

  /** Belongs to Clusters, all of which move: what else owns it does not hold it back. */
  function movesWithClusters(node: ObjectNode): boolean {
    return clustersOf(node).length > 0 && !selection.staysWithCluster(node);
  }

  function keepUsed(user: ObjectNode): void {
    for (const { node: used, relation } of graph.ownersOf(user)) {
      if (relation === 'uses') keep(used, `${formatRef(user.ref)}, which stays, uses it`);
    }
  }

  /** What the user asks for, and everything that it owns: without it, it would not be what it is. */
  function keepAsked(): void {
    const asked = graph.nodes.filter(
      ({ ref, uid }) => selection.chosen.has(uid) && scope.keepInSource?.some((kind) => isOfKind(ref, kind)) === true,
    );
    for (const node of asked) {
      heldInSource.add(node.uid);
      keep(node, 'you asked to keep it there');
    }
    // The queue grows while it is walked.
    for (const node of queue) {
      for (const { node: dependent, relation } of graph.dependentsOf(node)) {
        if (relation === 'owner') keep(dependent, `${formatRef(node.ref)}, which stays, owns it`);
      }
    }
  }

  function keepKin(node: ObjectNode): void {
    for (const { node: dependent, relation } of graph.dependentsOf(node)) {
      if (relation === 'owner' && !movesWithClusters(dependent)) {
        keep(dependent, `${formatRef(node.ref)}, which stays, owns it`);
      }
    }
    // Its owner goes on owning it: if the owner went, the garbage collector would take it.
    for (const { node: owner, relation } of graph.ownersOf(node)) {
      if (relation === 'owner' && clustersOf(owner).length === 0) {
        keep(owner, `${formatRef(node.ref)}, which stays, belongs to it`);
      }
    }
  }

  function keepAbove(stayers: readonly ObjectNode[]): void {
    const visited = new Set<string>();
    for (const stayer of stayers) {
      const path = [stayer];
      for (const node of path) {
        for (const { node: owner, relation } of graph.ownersOf(node)) {
          if (relation === 'uses' || visited.has(owner.uid)) continue;
          visited.add(owner.uid);
          path.push(owner);
          keep(owner, `${formatRef(stayer.ref)}, which stays, belongs to it`);
        }
      }
    }
  }

  function settle(): void {
    // The queue grows while it is walked.
    for (const node of queue) {
      keepUsed(node);
      if (!node.global && !node.globalHierarchy) keepKin(node);
    }
    queue.length = 0;
  }

  keepAsked();
  // Clusters first: they make the better reason.
  const stayers = graph.nodes
    .filter((node) => node.origin === 'elsewhere' || (isMoveNode(node) && !selection.chosen.has(node.uid)))
    .sort((a, b) => Number(isCluster(b)) - Number(isCluster(a)));
  for (const node of graph.nodes) {
    const because = ownReason(graph, node, scope, selection, clustersOf) ?? sharing.keepsBecause(node);
    if (because !== undefined) keep(node, because);
    // It is not the same as the target's: what would be deleted here would be nowhere any more.
    else if (skipped.size > 0 && skipped.has(refKey(node.ref)))
      keep(node, 'the target has another one, which you asked to leave as it is');
  }
  keepAbove(stayers);
  for (const node of stayers) keepKin(node);
  for (const node of graph.nodes) if (!selection.chosen.has(node.uid)) keepUsed(node);
  settle();
  return {
    because: (uid) => reasons.get(uid),
    isHeldInSource: (uid) => heldInSource.has(uid),
    staying: (nodes) => {
      for (const node of nodes) keepUsed(node);
      settle();
    },
  };
}

function isOfKind(ref: ObjectNode['ref'], { group, kind }: KeptKind): boolean {
  return ref.group === group && ref.kind === kind;
}

/** Why an object is kept for what it is, whatever else there may be. */
function ownReason(
  graph: ObjectGraph,
  node: ObjectNode,
  scope: Scope,
  selection: Selection,
  clustersOf: ClustersOf,
): string | undefined {
  if (node.global) return 'it is cluster-scoped and may serve other namespaces';
  if (node.globalHierarchy) {
    const root = [...node.tenants].map((uid) => graph.nodeOf(uid)).find((one) => one?.global);
    return `it belongs to ${root === undefined ? 'a cluster-scoped object' : formatRef(root.ref)}, which is cluster-scoped`;
  }
  if (node.ref.namespace !== scope.namespace)
    return `it is in namespace ${node.ref.namespace ?? ''}, which is not moved`;
  if (!selection.staysWithCluster(node)) return undefined;
  const cluster = clustersOf(node).find((one) => !selection.chosen.has(one.uid));
  return cluster === undefined ? undefined : `it also belongs to ${formatRef(cluster.ref)}, which stays`;
}
