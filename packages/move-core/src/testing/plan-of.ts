import type { Snapshot } from '../discover/snapshot.ts';
import { refOf } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import type { Plan, PlannedObject } from '../plan/types.ts';

/** A plan that takes along what it is told to: for tests that are not about planning. */
export function planOf(
  snapshot: Snapshot,
  options: { readonly move?: readonly string[]; readonly copy?: readonly string[] } = {},
): Plan {
  const { move = [], copy = [] } = options;
  const objects = snapshot.objects.flatMap((object): readonly PlannedObject[] => {
    const { name, uid = '', resourceVersion = '' } = object.metadata;
    if (!move.includes(name) && !copy.includes(name)) return [];
    const ref = refOf(object);
    const hasStatus = snapshot.types.some((type) => kindKey(type) === kindKey(ref) && type.hasStatus);
    return [
      {
        ref,
        uid,
        resourceVersion,
        fate: copy.includes(name) ? 'copy' : 'move',
        owners: [],
        softOwners: [],
        droppedOwners: [],
        // What moves belongs to a Cluster here, and what is copied to none.
        clusters: copy.includes(name) ? [] : ['uid of some Cluster'],
        group: 0,
        status: hasStatus && object.status !== undefined ? 'carry' : 'none',
      },
    ];
  });
  const kinds = new Set(objects.map(({ ref }) => kindKey(ref)));
  return {
    formatVersion: 1,
    scope: { namespace: snapshot.namespace },
    statusPolicy: 'carry',
    source: snapshot.cluster,
    types: snapshot.types.filter((type) => kinds.has(kindKey(type))),
    objects,
    groups: [objects.map(({ uid }) => uid)],
    leftBehind: [],
    diagnostics: [],
  };
}
