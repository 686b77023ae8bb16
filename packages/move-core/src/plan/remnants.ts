import type { Diagnostic } from '../errors.ts';
import { isMoveNode } from '../graph/neighbours.ts';
import type { ObjectNode } from '../graph/types.ts';
import type { OwnerReference } from '../model/kube-object.ts';
import { compareText, formatRef, type ObjectRef } from '../model/object-ref.ts';
import { orAllowLeftBehind, type Obstacle } from './obstacles.ts';

/** One object that the move does not take along, and how to say so. */
export interface Remnant {
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly because: string;
  readonly collected: boolean;
  readonly stays: 'behind' | 'as a copy';
  readonly code: string;
  readonly severity: Diagnostic['severity'];
  readonly remedy?: string;
}

const labelIt = `Label it clusterctl.cluster.x-k8s.io/move, ${orAllowLeftBehind}.`;

/** It should have moved, but cannot be placed. */
export function leftByObstacle({ ref, uid }: ObjectNode, obstacle: Obstacle, collected: boolean): Remnant {
  return { ref, uid, ...obstacle, collected, stays: 'behind', severity: 'error' };
}

/** A provider's rule keeps its kind back; only if that would lose it is this more than a word of warning. */
export function leftByRule({ ref, uid, rule }: ObjectNode, because: string, collected: boolean): Remnant {
  const base = { ref, uid, because, collected, stays: 'behind' } as const;
  if (rule.leave?.rebuilt === true) return { ...base, code: 'left-behind', severity: 'info' };
  return collected
    ? {
        ...base,
        code: 'garbage-collected',
        severity: 'error',
        remedy: `Remove its ownerReferences, ${orAllowLeftBehind}.`,
      }
    : { ...base, code: 'left-behind', severity: 'warning' };
}

/** Nothing that moves takes it along. */
export function notLinked({ ref, uid }: ObjectNode, owners: readonly ObjectNode[], collected: boolean): Remnant {
  const moving = owners.find(isMoveNode);
  const [owner] = owners;
  const because =
    moving !== undefined
      ? `its owner ${formatRef(moving.ref)} moves, but without what it owns`
      : owner !== undefined
        ? `its owner ${formatRef(owner.ref)} does not move`
        : 'nothing that moves owns it';
  const code = collected ? 'garbage-collected' : 'left-behind';
  return { ref, uid, because, collected, stays: 'behind', code, severity: 'error', remedy: labelIt };
}

/** It is kept in the source as a copy, but will not survive there. */
export function collectedCopy({ ref, uid }: ObjectNode): Remnant {
  return {
    ref,
    uid,
    because: 'it is to be kept in the source, but all its owners move',
    collected: true,
    stays: 'as a copy',
    code: 'garbage-collected',
    severity: 'error',
    remedy: `Give it an owner that stays, or remove its ownerReferences, ${orAllowLeftBehind}.`,
  };
}

/** It is of a kind that takes no part in moves, and all its owners move. */
export function collectedDependent(ref: ObjectRef, uid: string, owners: readonly OwnerReference[]): Remnant {
  const names = owners.map(({ kind, name }) => `${kind} ${name}`).sort(compareText);
  return {
    ref,
    uid,
    because: `${names.length === 1 ? 'its owner' : 'all its owners'} (${names.join(', ')}) will be gone, and its kind takes no part in the move`,
    collected: true,
    stays: 'behind',
    code: 'garbage-collected',
    severity: 'error',
    remedy: `Remove its ownerReferences, ${orAllowLeftBehind}.`,
  };
}
