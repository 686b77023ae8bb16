import type { Diagnostic } from '../errors.ts';
import { readTargetObjects } from '../discover/target-objects.ts';
import { createObjectIndex } from '../graph/object-index.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { Plan } from '../plan/types.ts';
import type { ObjectIndex, Provider } from '../provider/types.ts';
import type { Check } from './check.ts';

/** Providers look at the target: hosts that are missing there, or that would be taken for others. */
export const checkTargetObjects: Check = async ({ plan, snapshot, target, served, providers }) => {
  if (!providers.some((one) => one.inspectTarget !== undefined)) return [];
  const there = createObjectIndex(await readTargetObjects(target, served, providers));
  return inspectTarget(plan, snapshot.objects, there, providers);
};

/** What providers find in the target for each planned object. Pure. */
export function inspectTarget(
  plan: Plan,
  source: Iterable<KubeObject>,
  target: ObjectIndex,
  providers: readonly Provider[],
): readonly Diagnostic[] {
  const here = createObjectIndex(source);
  return plan.objects.flatMap(({ uid }) => {
    const object = here.byUid(uid);
    if (object === undefined) return [];
    return providers.flatMap((provider) => [...(provider.inspectTarget?.(object, here, target) ?? [])]);
  });
}
