import { stringifyJson } from '../model/json-codec.ts';
import type { JsonObject } from '../model/json.ts';
import { compareText, type ObjectRef } from '../model/object-ref.ts';
import { isMoveNode } from './neighbours.ts';
import type { ObjectGraph, ObjectNode } from './types.ts';

/** Writes a graph as JSON: nodes, edges and cycles in a total order, by UID, without the objects' bodies. */
export function graphToJson(graph: ObjectGraph): string {
  const edges = graph.nodes.flatMap((node) => {
    const own = graph
      .ownersOf(node)
      .map(({ node: owner, relation }) => ({ owner: owner.uid, dependent: node.uid, relation }));
    return own.sort((a, b) => compareText(a.owner, b.owner));
  });
  const value: JsonObject = {
    nodes: graph.nodes.map(nodeToJson),
    edges,
    cycles: graph.cycles.map(({ members, path }) => ({ members, path })),
  };
  return `${stringifyJson(value, 2)}\n`;
}

function nodeToJson(node: ObjectNode): JsonObject {
  const { uid, ref, origin, lookup, root, forceMove, global, globalHierarchy, tenants } = node;
  return {
    uid,
    ref: refToJson(ref),
    origin,
    ...(lookup === undefined ? {} : { lookup: { ...lookup } }),
    takesPart: isMoveNode(node),
    root,
    forceMove,
    global,
    globalHierarchy,
    tenants: [...tenants].sort(),
  };
}

function refToJson({ group, version, kind, namespace, name }: ObjectRef): JsonObject {
  return { group, version, kind, namespace, name };
}
