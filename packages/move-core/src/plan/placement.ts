import type { Diagnostic } from '../errors.ts';
import { compareNodes } from '../graph/nodes.ts';
import type { Neighbour, ObjectGraph, ObjectNode } from '../graph/types.ts';
import type { Keeping } from './keeping.ts';
import {
  cycleObstacle,
  ownerLeftBehind,
  ownerNotCopied,
  ownerOutside,
  staleOwner,
  type Obstacle,
} from './obstacles.ts';
import type { Selection } from './selection.ts';

/** An object that can be created in the target, and what must be there before it. */
export interface Placed {
  readonly node: ObjectNode;
  readonly owners: readonly ObjectNode[];
  readonly softOwners: readonly ObjectNode[];
  /** Owners to which the target gets no reference. */
  readonly dropped: readonly ObjectNode[];
  /** Length of the longest way to it from an object without owners. */
  readonly level: number;
}

/** What of the chosen objects can be created, and what cannot. */
export interface Placement {
  readonly placed: ReadonlyMap<string, Placed>;
  readonly unplaced: ReadonlyMap<string, Obstacle>;
  /** About owners to which the target gets no reference. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Places the chosen objects, owners first (E5). clusterctl leaves out an object with an owner that is not placed, and
 * everything below it, without a word (E5.3). Here an owner that exists nowhere any more keeps nothing behind, a copy
 * does without owners that are no part of the move, and what cannot be placed is said with its reason.
 */
export function placeObjects(graph: ObjectGraph, selection: Selection, keeping: Keeping): Placement {
  const placed = new Map<string, Placed>();
  const unplaced = new Map<string, Obstacle>();
  const diagnostics: Diagnostic[] = [];
  for (const node of graph.ownersFirst) {
    if (!selection.chosen.has(node.uid)) continue;
    const outcome = node.cycle === undefined ? place(node) : cycleObstacle(node.cycle);
    if ('because' in outcome) unplaced.set(node.uid, outcome);
    else placed.set(node.uid, outcome);
  }
  for (const { node, dropped } of placed.values()) {
    for (const owner of dropped)
      diagnostics.push(isStale(owner) ? staleOwner(node, owner) : ownerNotCopied(node, owner));
  }
  return { placed, unplaced, diagnostics };

  function place(node: ObjectNode): Placed | Obstacle {
    const inOrder = ownersInOrder(graph, node);
    if (inOrder.length === 0) return { node, owners: nobody, softOwners: nobody, dropped: nobody, level: 0 };
    const owners: ObjectNode[] = [];
    const softOwners: ObjectNode[] = [];
    const dropped: ObjectNode[] = [];
    let level = 0;
    for (const { node: owner, relation } of inOrder) {
      const above = placed.get(owner.uid);
      const obstacle = unplaced.get(owner.uid);
      if (above !== undefined) {
        (relation === 'owner' ? owners : softOwners).push(owner);
        level = Math.max(level, above.level + 1);
      } else if (obstacle !== undefined) {
        return ownerLeftBehind(owner, obstacle);
      } else if (relation === 'owner') {
        if (!isStale(owner) && keeping.because(node.uid) === undefined) return ownerOutside(owner);
        dropped.push(owner);
      }
      // A soft owner outside the move holds up nothing: no reference to it is written.
    }
    return { node, owners, softOwners, dropped, level };
  }
}

const nobody: readonly ObjectNode[] = [];

function isStale(owner: ObjectNode): boolean {
  return owner.lookup?.state === 'absent';
}

function ownersInOrder(graph: ObjectGraph, node: ObjectNode): readonly Neighbour[] {
  const above = graph.ownersOf(node);
  const owners = above.some(isUsed) ? above.filter((one) => !isUsed(one)) : above;
  return owners.length < 2 ? owners : owners.toSorted((a, b) => compareNodes(a.node, b.node));
}

function isUsed({ relation }: Neighbour): boolean {
  return relation === 'uses';
}
