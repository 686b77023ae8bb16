import type { Snapshot } from '../discover/snapshot.ts';
import type { KubeObject, OwnerReference } from '../model/kube-object.ts';
import { compareText } from '../model/object-ref.ts';
import type { Provider } from '../provider/types.ts';
import { ownerComponents } from './components.ts';
import { nameCycles } from './cycles.ts';
import { digraphOf } from './digraph.ts';
import { Links } from './links.ts';
import { compareNodes, createNodeMaker, type DraftNode, type NodeMaker } from './nodes.ts';
import { createObjectIndex } from './object-index.ts';
import { relationsOf } from './relations.ts';
import { computeTenants } from './tenants.ts';
import type { ObjectGraph, OwnerCycle, Relation } from './types.ts';

/**
 * Builds the graph of a snapshot: every discovered object, objects elsewhere that may use ours, and a virtual node for
 * every owner that is neither; edges for owners, soft owners and uses; flags, tenants and cycles (clusterctl's C1 to
 * C7). Unlike clusterctl's, it does not depend on the order in which objects were listed, and an owner is named in the
 * version that discovery chose instead of the one that was seen first (C2.4).
 *
 * Raises DiscoveryError for an object without a UID, or of a kind that is not among the snapshot's types.
 */
export function buildGraph(snapshot: Snapshot, providers: readonly Provider[]): ObjectGraph {
  const links = new Links();
  const maker = createNodeMaker(snapshot, providers);
  for (const node of maker.discovered(snapshot.objects)) links.add(node);
  for (const node of maker.elsewhere(snapshot.elsewhere)) links.add(node);
  const listed = links.nodes();
  const index = createObjectIndex(objectsOf(listed));
  for (const node of listed) connect(links, node, relationsFor(node), maker);
  links.settle();

  const nodes = [...links.nodes()].sort(compareNodes);
  const owners = ownersByNumber(links, nodes);
  const components = ownerComponents(owners);
  const cycles = catchCycles(nodes, components, owners);
  setTenants(nodes, components, owners);
  for (const node of nodes) Object.freeze(node);
  return graphOf(links, { nodes, ownersFirst: pick(nodes, components.flat()), cycles, index });

  function relationsFor({ object }: DraftNode): ReturnType<typeof relationsOf> {
    return object === undefined ? [] : relationsOf(object, providers, index);
  }
}

function* objectsOf(nodes: readonly DraftNode[]): Iterable<KubeObject> {
  for (const { object } of nodes) if (object !== undefined) yield object;
}

function graphOf(links: Links, parts: Pick<ObjectGraph, 'nodes' | 'ownersFirst' | 'cycles' | 'index'>): ObjectGraph {
  const ownersOf: ObjectGraph['ownersOf'] = ({ uid }) => links.above(uid);
  let digraph: ObjectGraph['digraph'] | undefined;
  return {
    get digraph() {
      return (digraph ??= digraphOf(parts.nodes, ownersOf));
    },
    ...parts,
    nodeOf: (uid) => links.nodeOf(uid),
    ownersOf,
    dependentsOf: ({ uid }) => links.below(uid),
  };
}

/** Links a node to what it depends on, for which there may have to be virtual nodes. */
function connect(
  links: Links,
  node: DraftNode,
  relations: readonly (readonly [string, Relation])[],
  maker: NodeMaker,
): void {
  let references: ReadonlyMap<string, OwnerReference> | undefined;
  for (const [owner] of relations) {
    // Who owns an object elsewhere is of no interest: it does not move.
    if (links.has(owner) || node.object === undefined || node.origin === 'elsewhere') continue;
    // Of equal UIDs the last counts. Looked up, because whoever writes an object may give it 10,000 owners.
    references ??= new Map(node.object.metadata.ownerReferences?.map((one) => [one.uid, one]));
    const reference = references.get(owner);
    if (reference !== undefined) links.add(maker.virtual(reference, node.object));
  }
  links.setAbove(node.uid, relations);
}

/** Owners and soft owners of each node, by number: what the algorithms need, faster to walk than anything by UID. */
function ownersByNumber(links: Links, nodes: readonly DraftNode[]): readonly (readonly number[])[] {
  const numbers = new Map(nodes.map(({ uid }, number) => [uid, number]));
  return nodes.map(({ uid }) => {
    const own: number[] = [];
    for (const { node, relation } of links.above(uid)) if (relation !== 'uses') own.push(numbers.get(node.uid) ?? -1);
    return own.length < 2 ? own : own.sort((a, b) => a - b);
  });
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
  const picked: T[] = [];
  for (const number of numbers) {
    const one = from[number];
    if (one !== undefined) picked.push(one);
  }
  return picked;
}
