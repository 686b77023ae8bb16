import type { ObjectRef, Plan, PlannedObject } from '@tsmove/move-core';

/** What a plan comes to, for people. */
export interface PlanSummary {
  readonly namespace: string;
  /** What the namespace is called in the target, if not the same. */
  readonly targetNamespace: string | undefined;
  readonly from: string;
  /** Absent: planned without a target. */
  readonly to: string | undefined;
  readonly clusters: number;
  readonly classes: number;
  readonly objects: number;
  readonly moved: number;
  /** Created in the target and kept in the source. */
  readonly copied: readonly { readonly ref: ObjectRef; readonly because: string }[];
  readonly leftBehind: number;
  /** Objects by kind, in the order of the plan. */
  readonly kinds: readonly (readonly [kind: string, count: number])[];
}

const core = 'cluster.x-k8s.io';

/** Counts what is in a plan. */
export function summarise(plan: Plan, to: string | undefined): PlanSummary {
  const ofKind = (kind: string): number =>
    plan.objects.filter(({ ref }) => ref.group === core && ref.kind === kind).length;
  const kinds = new Map<string, number>();
  for (const { ref } of plan.objects) {
    const kind = ref.group === '' ? ref.kind : `${ref.kind}.${ref.group}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return {
    namespace: plan.scope.namespace,
    targetNamespace: plan.scope.targetNamespace,
    from: plan.source.url,
    to,
    clusters: ofKind('Cluster'),
    classes: ofKind('ClusterClass'),
    objects: plan.objects.length,
    moved: plan.objects.filter(({ fate }) => fate === 'move').length,
    copied: plan.objects.filter(({ fate }) => fate === 'copy').map(copied),
    leftBehind: plan.leftBehind.length,
    kinds: [...kinds],
  };
}

function copied({ ref, because }: PlannedObject): { readonly ref: ObjectRef; readonly because: string } {
  return { ref, because: because ?? 'something else uses it' };
}
