import { formatRef } from '../model/object-ref.ts';
import { isCluster, isMoveNode } from './neighbours.ts';
import type { ObjectGraph, ObjectNode, Relation } from './types.ts';

/** How to draw a graph. */
export interface DrawOptions {
  /** UIDs of objects to be greyed although they take part, such as those that a plan leaves behind. */
  readonly greyed?: ReadonlySet<string>;
}

/** One object as it is drawn. `key` is short, and the same for the same graph. */
export interface PicturedNode {
  readonly key: string;
  readonly kind: string;
  /** Namespace and name. */
  readonly name: string;
  readonly shape: 'cluster' | 'object' | 'virtual';
  readonly grey: boolean;
}

/** What is drawn together: the objects of one Cluster, or those of none or several. */
export interface PicturedGroup {
  /** Absent for the objects that belong to no single Cluster. */
  readonly title?: string;
  readonly nodes: readonly PicturedNode[];
}

/** A graph made ready for drawing, in a total order. */
export interface Picture {
  readonly groups: readonly PicturedGroup[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly relation: Relation }[];
}

/**
 * Lays out a graph for drawing. Objects that neither take part nor are linked to anything are left out: a namespace
 * has many, and they say nothing.
 */
export function pictureOf(graph: ObjectGraph, options: DrawOptions = {}): Picture {
  const edges: { from: string; to: string; relation: Relation }[] = [];
  const drawn = graph.nodes.filter(
    (node) => isMoveNode(node) || graph.ownersOf(node).length + graph.dependentsOf(node).length > 0,
  );
  const keys = new Map(drawn.map(({ uid }, position) => [uid, `n${position + 1}`]));
  const clusters = new Map(drawn.filter(isCluster).map((node) => [node.uid, node]));
  const groups = new Map<ObjectNode | undefined, PicturedNode[]>([[undefined, []]]);
  for (const cluster of clusters.values()) if (cluster.origin === 'discovered') groups.set(cluster, []);
  for (const node of drawn) {
    const key = keys.get(node.uid) ?? '';
    groups.get(onlyCluster(node, clusters))?.push({
      key,
      kind: node.ref.kind,
      name: `${node.ref.namespace === undefined ? '' : `${node.ref.namespace}/`}${node.ref.name}`,
      shape: node.origin === 'virtual' ? 'virtual' : isCluster(node) ? 'cluster' : 'object',
      grey: !isMoveNode(node) || options.greyed?.has(node.uid) === true,
    });
    for (const { node: owner, relation } of graph.ownersOf(node))
      edges.push({ from: keys.get(owner.uid) ?? '', to: key, relation });
  }
  return {
    groups: [...groups].map(([cluster, nodes]) =>
      cluster === undefined ? { nodes } : { title: formatRef(cluster.ref), nodes },
    ),
    edges: edges.sort((a, b) => number(a.from) - number(b.from) || number(a.to) - number(b.to)),
  };
}

/** The Cluster that a node belongs to, if it belongs to exactly one. */
function onlyCluster(node: ObjectNode, clusters: ReadonlyMap<string, ObjectNode>): ObjectNode | undefined {
  const own = [...node.tenants].flatMap((uid) => clusters.get(uid) ?? []);
  return own.length === 1 ? own[0] : undefined;
}

function number(key: string): number {
  return Number(key.slice(1));
}
