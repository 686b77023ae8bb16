import { kindKey } from '../model/resource-type.ts';
import type { PlannedObject } from '../plan/types.ts';

/** Planned objects by kind and namespace: what one LIST can show. */
export function groupByType(objects: readonly PlannedObject[]): ReadonlyMap<string, readonly PlannedObject[]> {
  const groups = new Map<string, PlannedObject[]>();
  for (const planned of objects) {
    const key = `${kindKey(planned.ref)} ${planned.ref.namespace ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [planned]);
    else group.push(planned);
  }
  return groups;
}
