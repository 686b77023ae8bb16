import { holdFor } from '../provider/holds.ts';
import type { Provider } from '../provider/types.ts';
import { isCluster, isMoveNode } from './neighbours.ts';
import type { ObjectGraph, ObjectNode } from './types.ts';

/** Which Clusters have to move together, and what several groups of them may share. */
export interface IndependentClusters {
  /** Each group and all groups in the order of references. */
  readonly groups: readonly ClusterGroup[];
  /** The Clusters that move together with this object; none for what is shared, or takes no part. */
  readonly groupOf: (node: ObjectNode) => ClusterGroup | undefined;
}

export interface ClusterGroup {
  readonly clusters: readonly ObjectNode[];
  /** How many objects move with them, themselves included. */
  readonly size: number;
}

/**
 * Finds the components of the graph that can move each by itself, at the same time (contract 6). They are computed
 * without what is only used: a class, its templates, identities. Clusters are tied together by
 *
 * - an object that belongs to both, or to an owner of both: created before one of them, it would lose an owner;
 * - an object that has to stay held until the last of its Clusters is released: resource sets and pools, which would
 *   act upon a Cluster that arrives (contract 2.4). The hold table says which those are;
 * - the use of something that belongs to the other one.
 *
 * A ClusterClass ties nothing together, although clusterctl counts it as an owner of its Clusters.
 */
export function independentClusters(graph: ObjectGraph, providers: readonly Provider[]): IndependentClusters {
  const nodes = graph.nodes.filter(isMoveNode);
  const clusters = nodes.filter(isCluster);
  const sets = disjointSets(nodes);
  const lastOrder = orderOf(providers, clusters[0]);
  const edges: { readonly user: string; readonly used: string }[] = [];
  for (const dependent of nodes) {
    for (const { node: owner, relation } of graph.ownersOf(dependent)) {
      if (!isMoveNode(owner)) continue;
      const isClass = relation === 'soft-owner' && isCluster(dependent);
      const isHeldForLong = [owner, dependent].some((node) => orderOf(providers, node) > lastOrder);
      if (isHeldForLong || (relation !== 'uses' && !isClass)) sets.join(owner.uid, dependent.uid);
      else edges.push({ user: dependent.uid, used: owner.uid });
    }
  }
  tieByUse(sets, clusters, edges);
  tieByGlobals(sets, clusters, nodes);

  const members = new Map<string, ObjectNode[]>();
  for (const cluster of clusters) {
    const set = sets.find(cluster.uid);
    members.set(set, [...(members.get(set) ?? []), cluster]);
  }
  const sizes = new Map<string, number>();
  for (const { uid } of nodes) sizes.set(sets.find(uid), (sizes.get(sets.find(uid)) ?? 0) + 1);
  const groups = new Map(
    [...members].map(([set, group]): [string, ClusterGroup] => [set, { clusters: group, size: sizes.get(set) ?? 0 }]),
  );
  return {
    groups: [...groups.values()],
    groupOf: (node) => (isMoveNode(node) ? groups.get(sets.find(node.uid)) : undefined),
  };
}

function orderOf(providers: readonly Provider[], node: ObjectNode | undefined): number {
  return (node === undefined ? undefined : holdFor(providers, node.ref)?.releaseOrder) ?? 0;
}

/** Whoever uses what moves with a Cluster moves with it. That may make others users of a Cluster in turn. */
function tieByUse(
  sets: DisjointSets,
  clusters: readonly ObjectNode[],
  edges: readonly { readonly user: string; readonly used: string }[],
): void {
  for (let settled = false; !settled;) {
    settled = true;
    const owned = new Set(clusters.map(({ uid }) => sets.find(uid)));
    for (const { user, used } of edges) {
      if (owned.has(sets.find(used)) && sets.join(user, used)) settled = false;
    }
  }
}

/** What is cluster-scoped comes along with every move: if it belongs to one Cluster, all belong together. */
function tieByGlobals(sets: DisjointSets, clusters: readonly ObjectNode[], nodes: readonly ObjectNode[]): void {
  const owned = new Set(clusters.map(({ uid }) => sets.find(uid)));
  const isTied = nodes.some((node) => (node.global || node.globalHierarchy) && owned.has(sets.find(node.uid)));
  const [first] = clusters;
  if (isTied && first !== undefined) for (const { uid } of clusters) sets.join(first.uid, uid);
}

interface DisjointSets {
  find(uid: string): string;
  /** False if the two were together before. */
  join(one: string, other: string): boolean;
}

function disjointSets(nodes: readonly ObjectNode[]): DisjointSets {
  const above = new Map(nodes.map(({ uid }) => [uid, uid]));
  function find(uid: string): string {
    let root = uid;
    for (let next = above.get(root); next !== undefined && next !== root; next = above.get(root)) root = next;
    // So that a long chain is walked once.
    for (let at = uid; at !== root;) {
      const next = above.get(at) ?? root;
      above.set(at, root);
      at = next;
    }
    return root;
  }
  return {
    find,
    join(one, other) {
      const [a, b] = [find(one), find(other)];
      if (a === b) return false;
      above.set(a, b);
      return true;
    },
  };
}
