import { formatResource, kindKey, type ResourceType } from '../model/resource-type.ts';
import type { ServedResource, ServedResources } from '../server/resources/types.ts';
import { preferredResources } from './served.ts';

/** Events are owned by nobody, many, and gone by themselves. */
const withoutOwners: ReadonlySet<string> = new Set(['Event', 'Event.events.k8s.io']);

/** Computed at each request, never stored: nothing to collect, and often unavailable. */
export const computedGroups: ReadonlySet<string> = new Set([
  'metrics.k8s.io',
  'custom.metrics.k8s.io',
  'external.metrics.k8s.io',
]);

/** Records of what happened, which belong to nobody and go by themselves. */
const records: ReadonlySet<string> = new Set(['events', 'events.events.k8s.io']);

/** The kinds that may have dependents of what moves, besides those that are listed in full. */
export function dependentKinds(served: ServedResources, listed: readonly ResourceType[]): readonly ServedResource[] {
  const known = new Set(listed.map(kindKey));
  return preferredResources(served, 'list').filter(
    (resource) =>
      resource.namespaced &&
      !known.has(kindKey(resource)) &&
      !withoutOwners.has(kindKey(resource)) &&
      !computedGroups.has(resource.group),
  );
}

/** The kinds, in all versions, of which there must be nothing in a namespace that counts as empty. */
export function kindsInNamespace({ resources }: Pick<ServedResources, 'resources'>): readonly ServedResource[] {
  return resources.filter(
    (resource) => resource.namespaced && resource.verbs.includes('list') && !records.has(formatResource(resource)),
  );
}
