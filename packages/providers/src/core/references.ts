import type { KubeObject, ObjectIndex, ObjectRef } from '@tsmove/move-core/provider';
import { remediationTemplateOf, templatesOf } from './cluster-class.ts';
import { groupOf, groups, isKind } from './kinds.ts';
import { resourcesOf } from './resource-sets.ts';

/** What an object names in its spec and cannot work without: templates of a class, resources of a set. */
export function referencesOf(object: KubeObject): readonly ObjectRef[] {
  if (isKind(object, groups.cluster, 'ClusterClass')) return templatesOf(object);
  if (isKind(object, groups.addons, 'ClusterResourceSet')) return resourcesOf(object);
  if (!isKind(object, groups.cluster, 'MachineHealthCheck')) return [];
  const template = remediationTemplateOf(object);
  return template === undefined ? [] : [template];
}

/** The objects that name this one. */
export function referrersOf(object: KubeObject, index: ObjectIndex): readonly KubeObject[] {
  let referrers = known.get(index);
  if (referrers === undefined) known.set(index, (referrers = collectReferrers(index)));
  const { namespace, name } = object.metadata;
  return referrers.get(keyOf({ group: groupOf(object), kind: object.kind, namespace, name })) ?? [];
}

/** Made once for each index, which does not change: every object of a snapshot asks. */
const known = new WeakMap<ObjectIndex, ReadonlyMap<string, readonly KubeObject[]>>();

function collectReferrers(index: ObjectIndex): ReadonlyMap<string, readonly KubeObject[]> {
  const referrers = new Map<string, Set<KubeObject>>();
  for (const referrer of [
    ...index.ofKind(groups.cluster, 'ClusterClass'),
    ...index.ofKind(groups.addons, 'ClusterResourceSet'),
    ...index.ofKind(groups.cluster, 'MachineHealthCheck'),
  ]) {
    for (const ref of referencesOf(referrer)) {
      const key = keyOf(ref);
      referrers.set(key, (referrers.get(key) ?? new Set()).add(referrer));
    }
  }
  return new Map([...referrers].map(([key, objects]) => [key, [...objects]]));
}

/** The version is no part of it: a reference may be older than what is stored. */
function keyOf(ref: { group: string; kind: string; namespace?: string | undefined; name: string }): string {
  return `${ref.group}|${ref.kind}|${ref.namespace ?? ''}|${ref.name}`;
}
