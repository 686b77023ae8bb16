import type { ObjectGraph, ObjectNode, Relation } from './types.ts';

/** True if the object takes part in a move (C6): something above it moves with its hierarchy, or it was asked for. */
export function isMoveNode(node: ObjectNode): boolean {
  return node.origin === 'discovered' && node.rule.leave === undefined && (node.tenants.size > 0 || node.forceMove);
}

/** True for a Cluster of Cluster API. */
export function isCluster({ ref }: ObjectNode): boolean {
  return ref.kind === 'Cluster' && ref.group === 'cluster.x-k8s.io';
}

/** Visits what a node depends on: its owners, its soft owners and what it uses. */
export function forEachOwner(
  graph: ObjectGraph,
  node: ObjectNode,
  visit: (owner: ObjectNode, relation: Relation) => void,
): void {
  graph.digraph.forEachInEdge(node.uid, (_edge, { relation }, _owner, _dependent, owner) => visit(owner, relation));
}

/** Visits what depends on a node: its dependents, soft ones included, and its users. */
export function forEachDependent(
  graph: ObjectGraph,
  node: ObjectNode,
  visit: (dependent: ObjectNode, relation: Relation) => void,
): void {
  graph.digraph.forEachOutEdge(node.uid, (_edge, { relation }, _owner, _dependent, _ownerNode, dependent) =>
    visit(dependent, relation),
  );
}

/** The node of a UID, if the graph has one. */
export function nodeOf(graph: ObjectGraph, uid: string): ObjectNode | undefined {
  return graph.digraph.hasNode(uid) ? graph.digraph.getNodeAttributes(uid) : undefined;
}
