import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { fieldManagerOf } from '../model/marks.ts';

/**
 * The managedFields that an object is to have in the target: the source's, as they were before our own patches, so
 * that server-side apply of the topology controller goes on as if nothing had happened (E6.12, G3). `beforeHold` is
 * given for objects that we have paused: our pause took fields over from their managers.
 */
export function projectManagers(
  baseline: KubeObject,
  beforeHold: readonly JsonObject[] | undefined,
  moveId: string,
): readonly JsonObject[] {
  const now = (baseline.metadata.managedFields ?? []).filter((entry) => entry['manager'] !== fieldManagerOf(moveId));
  if (beforeHold === undefined) return now;
  // Controllers acknowledge a pause in status only; everything else is as it was when we paused.
  return [
    ...beforeHold.filter((entry) => entry['subresource'] !== 'status'),
    ...now.filter((entry) => entry['subresource'] === 'status'),
  ];
}
