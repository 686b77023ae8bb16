import { DirectedGraph } from 'graphology';
import type { Snapshot } from '../discover/snapshot.ts';
import type { Provider } from '../provider/types.ts';
import { ownerComponents } from './components.ts';
import { nameCycles } from './cycles.ts';
import { createNodeMaker } from './nodes.ts';
import { createObjectIndex } from './object-index.ts';
import { relationsOf } from './relations.ts';
import { computeTenants } from './tenants.ts';
import type { ObjectEdge, ObjectGraph, ObjectNode, OwnerCycle, Relation } from './types.ts';

/**
 * Builds the graph of a snapshot: every discovered object, objects elsewhere that may use ours, and a virtual node for
 * every owner that is neither; edges for owners, soft owners and uses; flags, tenants and cycles (clusterctl's C1 to
 * C7). Unlike clusterctl's, it does not depend on the order in which objects were listed, and owners are named in the
 * version that discovery chose instead of the first one seen (C2.4).
 *
 * Raises DiscoveryError for an object without a UID, or of a kind that is not among the snapshot's types.
 */
export function buildGraph(snapshot: Snapshot, providers: readonly Provider[]): ObjectGraph {
  const digraph = new DirectedGraph<Draft, ObjectEdge>();
  const maker = createNodeMaker(snapshot, providers);
  for (const node of maker.discovered) digraph.addNode(node.uid, node);
  for (const node of maker.elsewhere) if (!digraph.hasNode(node.uid)) digraph.addNode(node.uid, node);
  const index = createObjectIndex(digraph.mapNodes((_uid, node) => node.object).filter((object) => object !== undefined));
  for (const node of [...maker.discovered, ...maker.elsewhere]) connect(digraph, node);

  const nodes = digraph.mapNodes((_uid, node) => node).sort(maker.compare);
  const owners = ownersByNumber(digraph, nodes);
  const components = ownerComponents(owners);
  const cycles: OwnerCycle[] = [];
  for (const component of components) cycles.push(...catchInCycles(component));
  setTenants();
  for (const node of nodes) Object.freeze(node);
  return { digraph, nodes, ownersFirst: components.flat().flatMap((number) => nodes[number] ?? []), cycles, index };

  function connect(graph: DirectedGraph<Draft, ObjectEdge>, node: Draft): void {
    const { object } = node;
    if (object === undefined) return;
    for (const [owner, relation] of relationsOf(object, providers, index)) {
      if (!graph.hasNode(owner)) {
        const reference = object.metadata.ownerReferences?.findLast(({ uid }) => uid === owner);
        if (reference === undefined) continue;
        graph.addNode(owner, maker.virtual(reference, object));
      }
      graph.addEdge(owner, node.uid, edges[relation]);
    }
  }
}
