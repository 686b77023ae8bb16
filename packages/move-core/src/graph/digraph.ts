import { DirectedGraph } from 'graphology';
import type { Neighbour, ObjectEdge, ObjectNode, Relation } from './types.ts';

/** One object for each relation: 100,000 edges need no more. */
const edges: Readonly<Record<Relation, ObjectEdge>> = Object.freeze({
  owner: Object.freeze({ relation: 'owner' }),
  'soft-owner': Object.freeze({ relation: 'soft-owner' }),
  uses: Object.freeze({ relation: 'uses' }),
});

/** Makes a graph of graphology, keyed by UID; each edge runs from the owner, or what is used, to the dependent. */
export function digraphOf(
  nodes: readonly ObjectNode[],
  ownersOf: (node: ObjectNode) => readonly Neighbour[],
): DirectedGraph<ObjectNode, ObjectEdge> {
  const digraph = new DirectedGraph<ObjectNode, ObjectEdge>();
  for (const node of nodes) digraph.addNode(node.uid, node);
  for (const node of nodes) {
    for (const { node: owner, relation } of ownersOf(node)) digraph.addEdge(owner.uid, node.uid, edges[relation]);
  }
  return digraph;
}
