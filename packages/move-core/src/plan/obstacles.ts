import type { Diagnostic } from '../errors.ts';
import { isMoveNode } from '../graph/neighbours.ts';
import type { ObjectNode, OwnerCycle } from '../graph/types.ts';
import { formatRef } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';

/** Why an object cannot be created in the target. */
export interface Obstacle {
  readonly code: 'left-behind' | 'owner-cycle' | 'owner-unknown';
  readonly because: string;
  readonly remedy: string;
}

/** What always helps, at its price. */
export const orAllowLeftBehind = 'or pass --allow-left-behind to leave it in the source';

/** The object is caught in a circle of owners, none of which can be first. */
export function cycleObstacle(cycle: OwnerCycle): Obstacle {
  return {
    code: 'owner-cycle',
    because: `it is caught in a circle of owners: ${cycle.path}`,
    remedy: `Remove one of the ownerReferences of the circle, ${orAllowLeftBehind}.`,
  };
}

/** The object's owner takes part, but is itself left behind. */
export function ownerLeftBehind(owner: ObjectNode, obstacle: Obstacle): Obstacle {
  return {
    code: 'left-behind',
    because: `its owner ${formatRef(owner.ref)} is left behind`,
    remedy: obstacle.remedy,
  };
}

/** The object's owner is no part of the move, though it exists, or may exist. */
export function ownerOutside(owner: ObjectNode): Obstacle {
  const name = formatRef(owner.ref);
  if (owner.lookup?.state === 'unknown') {
    return {
      code: 'owner-unknown',
      because: `it cannot be told whether its owner ${name} exists: ${owner.lookup.because ?? 'it could not be read'}`,
      remedy: `Grant the right to read ${kindKey(owner.ref)}, ${orAllowLeftBehind}.`,
    };
  }
  const [because, remedy] = reasonOutside(owner);
  return {
    code: 'left-behind',
    because: `its owner ${name} ${because}`,
    remedy: `${remedy}, ${orAllowLeftBehind}.`,
  };
}

function reasonOutside(owner: ObjectNode): readonly [because: string, remedy: string] {
  const removeReference = 'Remove the ownerReference';
  if (owner.rule.leave !== undefined) return [`never moves: ${owner.rule.leave.because}`, removeReference];
  if (owner.origin === 'elsewhere') {
    return [`is in namespace ${owner.ref.namespace ?? ''}, which is not moved`, removeReference];
  }
  if (owner.origin === 'virtual') {
    if (owner.type !== undefined) return ['is outside the moved namespace', removeReference];
    // A built-in kind has no definition that could carry a label.
    return owner.ref.group.includes('.') && !owner.ref.group.endsWith('.k8s.io')
      ? [
          'is of a kind that takes no part in the move',
          `Label the CustomResourceDefinition of ${kindKey(owner.ref)} with clusterctl.cluster.x-k8s.io`,
        ]
      : ['is of a kind that never moves', removeReference];
  }
  return isMoveNode(owner)
    ? ['is not selected', 'Move the whole namespace']
    : ['does not move', `Label ${formatRef(owner.ref)} with clusterctl.cluster.x-k8s.io/move`];
}

/** An ownerReference to something that is gone, such as the short-lived `<cluster>-shim` of the topology controller. */
export function staleOwner(node: ObjectNode, owner: ObjectNode): Diagnostic {
  return {
    code: 'stale-owner',
    severity: 'info',
    ref: node.ref,
    message: `its owner ${formatRef(owner.ref)} exists nowhere any more; the target gets no reference to it`,
  };
}

/** A copy that has one owner less than the original. */
export function ownerNotCopied(node: ObjectNode, owner: ObjectNode): Diagnostic {
  return {
    code: 'owner-not-copied',
    severity: 'info',
    ref: node.ref,
    message: `its owner ${formatRef(owner.ref)} is no part of the move; the copy has no reference to it`,
  };
}
