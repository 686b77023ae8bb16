import type { KubeObject, ObjectIndex, Relationship } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { isKind } from '../object/group.ts';
import { clusterNameOf, poolOf } from './claims.ts';

/**
 * A claim belongs to its Cluster even if no Machine owns it, and uses its pool. An address belongs to the claim of its
 * name, although its owner may be the pool alone.
 */
export function relate(object: KubeObject, index: ObjectIndex): readonly Relationship[] {
  const { namespace, name } = object.metadata;
  if (isKind(object, groups.ipam, 'IPAddressClaim')) {
    const clusterName = clusterNameOf(object);
    const cluster =
      clusterName === undefined ? undefined : index.find(groups.cluster, 'Cluster', namespace, clusterName);
    return [...related('soft-owner', cluster), ...related('uses', poolOf(object, index))];
  }
  if (!isKind(object, groups.ipam, 'IPAddress')) return [];
  return related('soft-owner', index.find(groups.ipam, 'IPAddressClaim', namespace, name));
}

function related(relation: Relationship['relation'], owner: KubeObject | undefined): readonly Relationship[] {
  return owner === undefined ? [] : [{ relation, owner }];
}
