import { DirectedGraph } from 'graphology';
import type { Snapshot } from '../discover/snapshot.ts';
import { compareText } from '../model/object-ref.ts';
import type { Provider } from '../provider/types.ts';
import { ownerComponents } from './components.ts';
import { nameCycles } from './cycles.ts';
import { compareNodes, createNodeMaker, type DraftNode, type NodeMaker } from './nodes.ts';
import { createObjectIndex } from './object-index.ts';
import { relationsOf } from './relations.ts';
import { computeTenants } from './tenants.ts';
import type { ObjectEdge, ObjectGraph, OwnerCycle, Relation } from './types.ts';

type DraftGraph = DirectedGraph<DraftNode, ObjectEdge>;

/**
 * Builds the graph of a snapshot: every discovered object, objects elsewhere that may use ours, and a virtual node for
 * every owner that is neither; edges for owners, soft owners and uses; flags, tenants and cycles (clusterctl's C1 to
 * C7). Unlike clusterctl's, it does not depend on the order in which objects were listed, and an owner is named in the
 * version that discovery chose instead of the one that was seen first (C2.4).
 *
 * Raises DiscoveryError for an object without a UID, or of a kind that is not among the snapshot's types.
 */
export function buildGraph(snapshot: Snapshot, providers: readonly Provider[]): ObjectGraph {
  const digraph: DraftGraph = new DirectedGraph();
  const maker = createNodeMaker(snapshot, providers);
  for (const node of [...maker.discovered(snapshot.objects), ...maker.elsewhere(snapshot.elsewhere)]) {
    if (!digraph.hasNode(node.uid)) digraph.addNode(node.uid, node);
  }
  const listed = digraph.mapNodes((_uid, node) => node);
  const index = createObjectIndex(listed.flatMap(({ object }) => object ?? []));
  for (const node of listed) connect(digraph, node, relationsFor(node), maker);

  const nodes = digraph.mapNodes((_uid, node) => node).sort(compareNodes);
  const owners = ownersByNumber(digraph, nodes);
  const components = ownerComponents(owners);
  const cycles = catchCycles(nodes, components, owners);
  setTenants(nodes, components, owners);
  for (const node of nodes) Object.freeze(node);
  return { digraph, nodes, ownersFirst: pick(nodes, components.flat()), cycles, index };

  function relationsFor({ object }: DraftNode): ReadonlyMap<string, Relation> {
    return object === undefined ? new Map() : relationsOf(object, providers, index);
  }
}

/** One object for each relation: 100,000 edges need no more. */
const edges: Readonly<Record<Relation, ObjectEdge>> = Object.freeze({
  owner: Object.freeze({ relation: 'owner' }),
  'soft-owner': Object.freeze({ relation: 'soft-owner' }),
  uses: Object.freeze({ relation: 'uses' }),
});

function connect(
  digraph: DraftGraph,
  node: DraftNode,
  relations: ReadonlyMap<string, Relation>,
  maker: NodeMaker,
): void {
  // Of equal UIDs the last counts. Looked up, because whoever writes an object may give it 10,000 owners.
  const references = new Map(node.object?.metadata.ownerReferences?.map((reference) => [reference.uid, reference]));
  for (const [owner, relation] of relations) {
    if (!digraph.hasNode(owner)) {
      // Who owns an object elsewhere is of no interest: it does not move.
      if (node.object === undefined || node.origin === 'elsewhere') continue;
      const reference = references.get(owner);
      if (reference === undefined) continue;
      digraph.addNode(owner, maker.virtual(reference, node.object));
    }
    digraph.addEdge(owner, node.uid, edges[relation]);
  }
}

/** Owners and soft owners of each node, by number: what the algorithms need, faster to walk than the graph itself. */
function ownersByNumber(digraph: DraftGraph, nodes: readonly DraftNode[]): readonly (readonly number[])[] {
  const numbers = new Map(nodes.map(({ uid }, number) => [uid, number]));
  const owners: number[][] = nodes.map(() => []);
  digraph.forEachEdge((_edge, { relation }, owner, dependent) => {
    if (relation !== 'uses') owners[numbers.get(dependent) ?? -1]?.push(numbers.get(owner) ?? -1);
  });
  for (const list of owners) list.sort((a, b) => a - b);
  return owners;
}

function catchCycles(
  nodes: readonly DraftNode[],
  components: readonly (readonly number[])[],
  owners: readonly (readonly number[])[],
): readonly OwnerCycle[] {
  const all: OwnerCycle[] = [];
  for (const component of components) {
    const [first] = component;
    if (first === undefined || (component.length === 1 && owners[first]?.includes(first) !== true)) continue;
    const named = nameCycles(
      component.flatMap((number) => {
        const node = nodes[number];
        return node === undefined ? [] : [{ ...node, owners: pick(nodes, owners[number] ?? []).map(({ uid }) => uid) }];
      }),
    );
    all.push(...named);
    const cycleOf = new Map(named.toReversed().flatMap((cycle) => cycle.members.map((uid) => [uid, cycle] as const)));
    for (const node of pick(nodes, component)) {
      const cycle = cycleOf.get(node.uid) ?? named[0];
      if (cycle !== undefined) node.cycle = cycle;
    }
  }
  return all.sort((a, b) => compareText(a.path, b.path));
}

function setTenants(
  nodes: readonly DraftNode[],
  components: readonly (readonly number[])[],
  owners: readonly (readonly number[])[],
): void {
  const tenants = computeTenants(
    nodes.map(({ uid, root, origin }) => ({ uid, root, takesPart: origin === 'discovered' })),
    components,
    owners,
  );
  const globalRoots = new Set(nodes.filter(({ root, global }) => root && global).map(({ uid }) => uid));
  const belowGlobal = new Set([...new Set(tenants)].filter((set) => [...set].some((uid) => globalRoots.has(uid))));
  nodes.forEach((node, number) => {
    node.tenants = tenants[number] ?? node.tenants;
    node.globalHierarchy = belowGlobal.has(node.tenants);
  });
}

function pick<T>(from: readonly T[], numbers: readonly number[]): readonly T[] {
  return numbers.flatMap((number) => from[number] ?? []);
}
