import type { KubeObject, ObjectIndex, ObjectRef } from '@tsmove/move-core/provider';
import { listAt, textAt, valueAt } from '../object/fields.ts';
import { groups } from './kinds.ts';
import { selectsLabels } from './label-selector.ts';

/** The ClusterResourceSets whose selector matches a Cluster: they go on applying resources to it. */
export function* resourceSetsOf(cluster: KubeObject, index: ObjectIndex): Iterable<KubeObject> {
  const { namespace, labels = {} } = cluster.metadata;
  for (const set of index.ofKind(groups.addons, 'ClusterResourceSet')) {
    if (set.metadata.namespace !== namespace) continue;
    if (selectsLabels(valueAt(set.spec, 'clusterSelector'), labels)) yield set;
  }
}

/** The Secrets and ConfigMaps that a ClusterResourceSet applies, all in its own namespace. */
export function resourcesOf(set: KubeObject): readonly ObjectRef[] {
  return listAt(set.spec, 'resources').flatMap((resource) => {
    const kind = textAt(resource, 'kind');
    const name = textAt(resource, 'name');
    const { namespace } = set.metadata;
    if ((kind !== 'Secret' && kind !== 'ConfigMap') || name === undefined || namespace === undefined) return [];
    return [{ group: '', version: 'v1', kind, namespace, name }];
  });
}
