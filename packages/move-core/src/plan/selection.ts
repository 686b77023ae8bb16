import type { Diagnostic } from '../errors.ts';
import { isCluster, isMoveNode } from '../graph/neighbours.ts';
import type { ObjectGraph, ObjectNode } from '../graph/types.ts';
import { formatRef } from '../model/object-ref.ts';
import { selectClusters, type SelectedClusters } from './cluster-selection.ts';
import type { ClustersOf } from './clusters.ts';
import type { Sharing } from './sharing.ts';
import type { Scope } from './types.ts';

/** Which objects a move is about. */
export interface Selection {
  /** UIDs of the objects that are to be in the target. */
  readonly chosen: ReadonlySet<string>;
  /** True if the object belongs to a Cluster that could move but was not selected. */
  staysWithCluster(node: ObjectNode): boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Selects the objects of a move. Without named Clusters: every object that takes part (C6). With them: each Cluster and
 * all that is below it; what these need, which is everything above them and what they use; what belongs to that, unless
 * it is below another Cluster; and cluster-scoped objects with all that is below them, which only ever come as copies.
 * With nothing but what is shared: what would come along with any of the Clusters, and moves with none.
 */
export function selectObjects(
  graph: ObjectGraph,
  scope: Scope,
  clustersOf: ClustersOf,
  sharing: Pick<Sharing, 'isShared'>,
): Selection {
  const moveNodes = graph.nodes.filter(isMoveNode);
  if (scope.sharedOnly === true) return selectShared(graph, moveNodes, { scope, clustersOf, sharing });
  if (scope.clusters === undefined) {
    const chosen = new Set(moveNodes.map(({ uid }) => uid));
    return { chosen, staysWithCluster: () => false, diagnostics: [] };
  }
  const clusters = selectClusters(graph, { ...scope, clusters: scope.clusters }, clustersOf);
  const chosen = chooseObjects(graph, moveNodes, clusters);
  const staysWithCluster = (node: ObjectNode): boolean => clusters.isBelowUnselected(node);
  return {
    chosen,
    staysWithCluster,
    diagnostics: [...clusters.diagnostics, ...unlinked(moveNodes, chosen, scope.namespace, clustersOf)],
  };
}

function selectShared(
  graph: ObjectGraph,
  moveNodes: readonly ObjectNode[],
  by: { readonly scope: Scope; readonly clustersOf: ClustersOf; readonly sharing: Pick<Sharing, 'isShared'> },
): Selection {
  const { scope, clustersOf, sharing } = by;
  const local = moveNodes.filter((node) => isCluster(node) && node.ref.namespace === scope.namespace);
  const names = { namespace: scope.namespace, clusters: local.map(({ ref }) => ref.name) };
  const chosen = chooseObjects(graph, moveNodes, selectClusters(graph, names, clustersOf));
  const shared = moveNodes.filter((node) => chosen.has(node.uid) && sharing.isShared(node));
  return {
    chosen: new Set(shared.map(({ uid }) => uid)),
    staysWithCluster: (node) => clustersOf(node).length > 0,
    diagnostics: [],
  };
}

/**
 * Why an object is chosen. `below` a selected Cluster; `needed` by what is chosen, so that what it needs is needed in
 * turn; `attached` to something needed: its own further owners are not dragged along.
 */
type Role = 'attached' | 'needed' | 'below';
const rank: Readonly<Record<Role, number>> = { attached: 0, needed: 1, below: 2 };

function chooseObjects(
  graph: ObjectGraph,
  moveNodes: readonly ObjectNode[],
  clusters: SelectedClusters,
): ReadonlySet<string> {
  const roles = new Map<string, Role>();
  const queue: { readonly node: ObjectNode; readonly role: Role }[] = [];

  function choose(node: ObjectNode, role: Role): void {
    if (!isMoveNode(node) || (isCluster(node) && !clusters.isSelected(node))) return;
    const known = roles.get(node.uid);
    if (known !== undefined && rank[known] >= rank[role]) return;
    roles.set(node.uid, role);
    queue.push({ node, role });
  }

  for (const node of moveNodes) if (clusters.isBelowSelected(node)) choose(node, 'below');
  for (const node of moveNodes) {
    if ((node.global || node.globalHierarchy) && !clusters.isBelowUnselected(node)) choose(node, 'attached');
  }
  for (const { node, role } of queue) {
    for (const { node: owner, relation } of graph.ownersOf(node)) {
      // What another Cluster keeps for itself is needed only by those that use it, not by those it happens to own.
      if (relation === 'uses') choose(owner, 'needed');
      else if (role !== 'attached' && !clusters.isBelowUnselected(owner)) choose(owner, 'needed');
    }
    if (role === 'below') continue;
    for (const { node: dependent, relation } of graph.dependentsOf(node)) {
      if (relation !== 'uses' && !clusters.isBelowUnselected(dependent)) choose(dependent, 'attached');
    }
  }
  return new Set(roles.keys());
}

/** Objects that would move by themselves, but belong to no Cluster at all: a user may expect them to come along. */
function unlinked(
  moveNodes: readonly ObjectNode[],
  chosen: ReadonlySet<string>,
  namespace: string,
  clustersOf: ClustersOf,
): readonly Diagnostic[] {
  return moveNodes
    .filter(
      (node) =>
        node.forceMove && node.ref.namespace === namespace && !chosen.has(node.uid) && clustersOf(node).length === 0,
    )
    .map(({ ref }) => ({
      code: 'not-selected',
      severity: 'info',
      ref,
      message: 'it is linked to none of the selected Clusters and stays',
      remedy: `Move the whole namespace to take ${formatRef(ref)} along.`,
    }));
}
