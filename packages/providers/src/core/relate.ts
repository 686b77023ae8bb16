import type { KubeObject, ObjectIndex, ObjectRef, Relationship } from '@tsmove/move-core/provider';
import { classOf } from './cluster-class.ts';
import { clusterOfSecret } from './cluster-secrets.ts';
import { textAt } from '../object/fields.ts';
import { groups } from './kinds.ts';
import { groupOf, isKind } from '../object/group.ts';
import { relateByReference } from '../object/references.ts';
import { referencesOf, referrers } from './references.ts';
import { resourceSetsOf } from './resource-sets.ts';

const byReference = relateByReference(referrers);

/**
 * What belongs together although no ownerReference says so.
 *
 * As in clusterctl (C4): a Cluster belongs to its ClusterClass, its Secrets to the Cluster by their names, and a
 * ClusterResourceSetBinding to the Cluster that it names. Beyond it: templates belong to the classes and health checks
 * that name them, and resources to the ClusterResourceSets that name them, even before a controller has made them
 * owners, or if none ever does (B3.5, B3.6). What names an object also uses it, and so keeps it where it stays.
 */
export function relate(object: KubeObject, index: ObjectIndex): readonly Relationship[] {
  const relations: Relationship[] = [];
  const owner = softOwner(object, index);
  if (owner !== undefined) relations.push({ relation: 'soft-owner', owner });
  relations.push(...byReference(object, index));
  if (isKind(object, groups.cluster, 'Cluster')) {
    for (const set of resourceSetsOf(object, index)) relations.push({ relation: 'uses', owner: set });
  }
  return relations;
}

/** What an object cannot do without: its class, wherever that is, and the templates of a class. */
export function* requires(object: KubeObject): Iterable<ObjectRef> {
  if (isKind(object, groups.cluster, 'Cluster')) {
    const place = classOf(object);
    const version = object.apiVersion.slice(groupOf(object).length + 1);
    if (place !== undefined) yield { group: groups.cluster, version, kind: 'ClusterClass', ...place };
  }
  if (isKind(object, groups.cluster, 'ClusterClass')) yield* referencesOf(object);
}

function softOwner(object: KubeObject, index: ObjectIndex): KubeObject | undefined {
  if (isKind(object, '', 'Secret')) return clusterOfSecret(object, index);
  if (isKind(object, groups.addons, 'ClusterResourceSetBinding')) {
    const name = textAt(object.spec, 'clusterName');
    return name === undefined ? undefined : index.find(groups.cluster, 'Cluster', object.metadata.namespace, name);
  }
  if (!isKind(object, groups.cluster, 'Cluster')) return undefined;
  const place = classOf(object);
  return place && index.find(groups.cluster, 'ClusterClass', place.namespace, place.name);
}
