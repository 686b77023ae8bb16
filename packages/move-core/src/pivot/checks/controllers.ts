import type { Diagnostic } from '../../errors.ts';
import { compareRefs, refKey, refOf, type ObjectRef } from '../../model/object-ref.ts';
import type { ApiServer } from '../../server/types.ts';
import { daemonSets, isIronic, isProviderController, lacks, replicasOf, scalable } from '../workloads.ts';

/**
 * What the controllers of the target lack: those of providers, Ironic's, and `more`. One that somebody has scaled to 0 is
 * down on purpose, or was forgotten: that is said.
 */
export async function checkControllers(target: ApiServer, more: readonly ObjectRef[]): Promise<readonly Diagnostic[]> {
  const named = new Set(more.map(refKey));
  const lists = await Promise.all([...scalable, daemonSets].map((type) => target.list(type)));
  return lists
    .flat()
    .filter((workload) => isProviderController(workload) || isIronic(workload) || named.has(refKey(refOf(workload))))
    .sort((a, b) => compareRefs(refOf(a), refOf(b)))
    .flatMap((workload): Diagnostic[] => {
      const ref = refOf(workload);
      if (workload.kind !== 'DaemonSet' && replicasOf(workload) === 0) {
        const message = 'It has no replicas in the target.';
        const remedy = 'Scale it up, unless it is down on purpose.';
        return [{ code: 'controller-at-zero', severity: 'warning', ref, message, remedy }];
      }
      const because = lacks(workload);
      if (because === undefined) return [];
      const remedy = 'Look at its pods and events in the target.';
      return [{ code: 'controller-unavailable', severity: 'error', ref, message: `It is not up: ${because}.`, remedy }];
    });
}
