import type { KubeObject, ObjectRef } from '@tsmove/move-core/provider';
import { remediationTemplateOf, templatesOf } from './cluster-class.ts';
import { groups } from './kinds.ts';
import { isKind } from '../object/group.ts';
import type { Referrers } from '../object/references.ts';
import { resourcesOf } from './resource-sets.ts';

/** The kinds that name what they cannot work without. */
export const referrers: Referrers = {
  kinds: [
    { group: groups.cluster, kind: 'ClusterClass' },
    { group: groups.addons, kind: 'ClusterResourceSet' },
    { group: groups.cluster, kind: 'MachineHealthCheck' },
  ],
  referencesOf,
};

/** What an object names in its spec and cannot work without: templates of a class, resources of a set. */
export function referencesOf(object: KubeObject): readonly ObjectRef[] {
  if (isKind(object, groups.cluster, 'ClusterClass')) return templatesOf(object);
  if (isKind(object, groups.addons, 'ClusterResourceSet')) return resourcesOf(object);
  if (!isKind(object, groups.cluster, 'MachineHealthCheck')) return [];
  const template = remediationTemplateOf(object);
  return template === undefined ? [] : [template];
}
