import type { KubeObject } from '../api/api.ts';

export const pausedAnnotation = 'cluster.x-k8s.io/paused';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime?: string;
}

interface Status {
  readonly conditions?: readonly Condition[];
  readonly observedGeneration?: number;
}

/** The `Paused` condition that an object should have now. */
export function pausedCondition(object: KubeObject, cluster: KubeObject | undefined): Condition {
  const messages = [
    ...(specOf(cluster).paused === true ? ['Cluster spec.paused is set to true'] : []),
    ...(object.metadata.annotations?.[pausedAnnotation] === undefined
      ? []
      : [`${object.kind} has the ${pausedAnnotation} annotation`]),
  ];
  const paused = messages.length > 0;
  return {
    type: 'Paused',
    status: paused ? 'True' : 'False',
    reason: paused ? 'Paused' : 'NotPaused',
    message: messages.join(', '),
    ...(object.metadata.generation === undefined ? {} : { observedGeneration: object.metadata.generation }),
  };
}

/**
 * `TopologyReconciled` of a Cluster with a topology: False for as long as it is paused, and True again afterwards, because
 * here nothing is ever left to reconcile. It carries no generation, as in the real controller.
 */
export function topologyCondition(object: KubeObject): readonly Condition[] {
  if (object.kind !== 'Cluster' || specOf(object).topology === undefined) return [];
  const { status, message } = pausedCondition(object, object);
  return status === 'True'
    ? [{ type: 'TopologyReconciled', status: 'False', reason: 'Paused', message }]
    : [{ type: 'TopologyReconciled', status: 'True', reason: 'ReconcileSucceeded', message: '' }];
}

/**
 * A merge patch that gives an object these conditions, or undefined when it has them already. It carries the
 * resourceVersion, as the controllers' patches of conditions do: they are a list, and a merge patch replaces all of it.
 */
export function statusPatch(object: KubeObject, paused: boolean, wanted: readonly Condition[]): unknown {
  const status = (object['status'] ?? {}) as Status;
  const present = status.conditions ?? [];
  const { generation } = object.metadata;
  const lagging = !paused && status.observedGeneration !== undefined && status.observedGeneration !== generation;
  if (!lagging && wanted.every((condition) => present.some((other) => isSame(other, condition)))) return undefined;
  const changed = wanted.map((condition) => {
    const before = present.find(({ type }) => type === condition.type);
    const since = before?.status === condition.status ? before.lastTransitionTime : undefined;
    return { ...condition, lastTransitionTime: since ?? `${new Date().toISOString().slice(0, 19)}Z` };
  });
  const types = new Set(wanted.map(({ type }) => type));
  return {
    metadata: { resourceVersion: object.metadata.resourceVersion },
    status: {
      ...(lagging ? { observedGeneration: generation } : {}),
      conditions: [...present.filter(({ type }) => !types.has(type)), ...changed],
    },
  };
}

function isSame(one: Condition, other: Condition): boolean {
  return (
    one.type === other.type &&
    one.status === other.status &&
    one.reason === other.reason &&
    one.message === other.message &&
    one.observedGeneration === other.observedGeneration
  );
}

function specOf(object: KubeObject | undefined): { readonly paused?: boolean; readonly topology?: unknown } {
  return object?.['spec'] ?? {};
}
