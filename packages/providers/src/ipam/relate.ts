import type { KubeObject, ObjectIndex, Relationship } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { isKind } from '../object/group.ts';
import { clusterNameOf, poolOf } from './claims.ts';

/**
 * A claim belongs to its Cluster even if no Machine owns it, and uses its pool. An address belongs to the claim of its
 * name, although its owner may be the pool alone.
 */
export function* relate(object: KubeObject, index: ObjectIndex): Iterable<Relationship> {
  const { namespace, name } = object.metadata;
  if (isKind(object, groups.ipam, 'IPAddressClaim')) {
    const clusterName = clusterNameOf(object);
    const cluster = clusterName && index.find(groups.cluster, 'Cluster', namespace, clusterName);
    if (cluster) yield { relation: 'soft-owner', owner: cluster };
    const pool = poolOf(object, index);
    if (pool !== undefined) yield { relation: 'uses', owner: pool };
  }
  if (isKind(object, groups.ipam, 'IPAddress')) {
    const claim = index.find(groups.ipam, 'IPAddressClaim', namespace, name);
    if (claim !== undefined) yield { relation: 'soft-owner', owner: claim };
  }
}
