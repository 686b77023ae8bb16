import { defaults } from '../defaults.ts';
import type { JsonObject } from '../model/json.ts';
import { nameInTarget } from '../plan/arrival.ts';
import { scopeToJson } from '../plan/scope-json.ts';
import type { Scope } from '../plan/types.ts';
import { stringifyJson } from '../model/json-codec.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { FoundLease, LeaseContent } from './types.ts';

/**
 * Version of what the annotation holds; a newer one is refused, never guessed at. 2 has a shard, or shared objects only:
 * whoever does not know of them would take the move for one of the whole namespace, or of whole Clusters.
 */
export const leaseFormat = 2;

export function formatOf({ shard, sharedOnly }: Scope): number {
  return shard === undefined && sharedOnly === undefined ? 1 : 2;
}

/** Annotations of a Lease. All that counts is in `content`; the others are for people. */
export const leaseAnnotations = {
  content: 'tsmove.dev/lease',
  move: 'tsmove.dev/move',
  phase: 'tsmove.dev/phase',
  committed: 'tsmove.dev/committed',
} as const;

/** Everything that our Lease says, beyond what others need to know. */
export interface LeaseRecord extends LeaseContent {
  /** Name of the Lease, by what the move's namespace is called on its side. */
  readonly name: string;
  /** Random: tells one holding of the lock from the next, even by the same process. */
  readonly holding: string;
  /** Counts the writes of this holding, so that a write whose answer was lost is known again. */
  readonly beat: number;
}

/** A Lease as it was found, with all that it says. */
export interface FoundRecord extends FoundLease {
  readonly content: LeaseRecord;
}

/** A version of a Lease, to be replaced by the next. */
export type LeaseVersion = Pick<FoundLease, 'uid' | 'resourceVersion'>;

/**
 * The name of a move's Lease on one side. Moves over the same namespace have the same name, and so collide on the API
 * server itself. Shards have names of their own; who else has their objects in hand they have to look up (`excludes`).
 */
export function leaseNameOn(side: 'source' | 'target', scope: Scope): string {
  const name = `${leaseNamePrefix}${side === 'source' ? scope.namespace : nameInTarget(scope, scope.namespace)}`;
  return scope.shard === undefined ? name : `${name}${shardMark}${scope.shard}`;
}

/** No name of a namespace has a dot in it. */
const shardMark = '.';

/** True if two Leases of this side are about the same namespace of it. */
export function isOfSameNamespace(one: string, other: string): boolean {
  return one.split(shardMark)[0] === other.split(shardMark)[0];
}

/** The same record for the Lease of the target. */
export function forTarget(record: LeaseRecord): LeaseRecord {
  return { ...record, name: leaseNameOn('target', record.scope) };
}

export const leaseNamePrefix = 'move-';

export function leaseKey(name: string): { readonly namespace: string; readonly name: string } {
  return { namespace: defaults.systemNamespace, name };
}

/** The object that says this; with `basis` it replaces that version and no other. */
export function toLease(record: LeaseRecord, basis?: LeaseVersion): KubeObject {
  const { renewed, name, ended, ...kept } = record;
  const { by, moveId, phase } = record;
  const content: JsonObject = {
    format: formatOf(record.scope),
    ...kept,
    ...(ended ? { ended } : {}),
    scope: scopeToJson(record.scope),
    by: { ...by },
  };
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      ...leaseKey(name),
      ...(basis === undefined ? {} : { uid: basis.uid, resourceVersion: basis.resourceVersion }),
      labels: { 'app.kubernetes.io/managed-by': 'tsmove' },
      annotations: {
        [leaseAnnotations.content]: stringifyJson(content),
        [leaseAnnotations.move]: moveId,
        [leaseAnnotations.phase]: phase,
        [leaseAnnotations.committed]: String(record.committed),
      },
    },
    spec: {
      holderIdentity: `${by.name} (${by.host}, process ${by.pid.toString()}), move ${moveId}`,
      // For other tools; what counts is `durationMs`. The API server takes whole seconds, and no zero.
      leaseDurationSeconds: Math.max(1, Math.ceil(record.durationMs / 1000)),
      acquireTime: microTime(record.since),
      renewTime: microTime(renewed),
      leaseTransitions: record.epoch,
    },
  };
}

/** The API server takes exactly six digits after the second. */
function microTime(time: string): string {
  return time.replace(/(?:\.(\d{0,6})\d*)?Z$/u, (_all, digits = '') => `.${String(digits).padEnd(6, '0')}Z`);
}
