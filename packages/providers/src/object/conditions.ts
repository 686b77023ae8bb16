import type { KubeObject } from '@tsmove/move-core/provider';
import { listAt } from './fields.ts';

/** One entry of an object's conditions. */
export interface Condition {
  readonly status: string;
  readonly reason: string;
  readonly observedGeneration: number | undefined;
}

/**
 * A condition by its type. Of an object in API version v1beta1 the newer conditions, below `status.v1beta2`, are
 * preferred to the older of the same name.
 */
export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const found = [...listAt(object.status, 'v1beta2', 'conditions'), ...listAt(object.status, 'conditions')].find(
    (condition) => condition['type'] === type,
  );
  if (found === undefined) return undefined;
  const { status, reason, observedGeneration } = found;
  return {
    status: typeof status === 'string' ? status : '',
    reason: typeof reason === 'string' ? reason : '',
    observedGeneration: typeof observedGeneration === 'number' ? observedGeneration : undefined,
  };
}

/** True if the condition speaks of the object as it is now; one that names no generation is taken at its word. */
export function isCurrent(condition: Condition, object: KubeObject): boolean {
  return (condition.observedGeneration ?? Number.POSITIVE_INFINITY) >= (object.metadata.generation ?? 0);
}
