import { compareNodes } from '../graph/nodes.ts';
import type { ObjectGraph, ObjectNode, Relation } from '../graph/types.ts';

/** A step upwards in the graph. */
export interface Step {
  readonly relation: Relation;
  readonly node: ObjectNode;
}

/**
 * The shortest way up from an object, by owners and soft owners, to the nearest one that `isEnd`; of ways of the same
 * length the one through real owners, then by reference. Undefined if there is none. The object itself is not asked.
 */
export function wayUp(
  graph: ObjectGraph,
  from: ObjectNode,
  isEnd: (node: ObjectNode) => boolean,
): readonly Step[] | undefined {
  const seen = new Set([from.uid]);
  let ways: readonly (readonly Step[])[] = [[]];
  while (ways.length > 0) {
    const longer: (readonly Step[])[] = [];
    for (const way of ways) {
      for (const step of stepsUp(graph, way.at(-1)?.node ?? from)) {
        if (seen.has(step.node.uid)) continue;
        seen.add(step.node.uid);
        const further = [...way, step];
        if (isEnd(step.node)) return further;
        longer.push(further);
      }
    }
    ways = longer;
  }
  return undefined;
}

/** Everything above an object, by owners and soft owners, nearest first. */
export function allAbove(graph: ObjectGraph, from: ObjectNode): readonly ObjectNode[] {
  const above = new Map<string, ObjectNode>();
  const queue = [from];
  for (const node of queue) {
    for (const { node: owner } of stepsUp(graph, node)) {
      if (owner.uid === from.uid || above.has(owner.uid)) continue;
      above.set(owner.uid, owner);
      queue.push(owner);
    }
  }
  return [...above.values()];
}

function stepsUp(graph: ObjectGraph, node: ObjectNode): readonly Step[] {
  const steps = graph.ownersOf(node).filter(({ relation }) => relation !== 'uses');
  return steps.sort((a, b) => rank(a) - rank(b) || compareNodes(a.node, b.node));
}

function rank({ relation }: Step): number {
  return relation === 'owner' ? 0 : 1;
}
