import { kindKey } from '../model/resource-type.ts';
import { parseApiVersion } from '../model/object-ref.ts';
import type { ServedResource, ServedResources } from '../server/resources/types.ts';

/** All versions in which a kind is served, preferred one first. */
export function servedVersions(
  served: ServedResources,
  of: { readonly group: string; readonly kind: string },
): readonly ServedResource[] {
  return served.resources.filter((resource) => resource.group === of.group && resource.kind === of.kind);
}

/** Each kind once, at the version that the server prefers of those that allow the verb. */
export function preferredResources(served: ServedResources, verb: string): readonly ServedResource[] {
  const first = new Map<string, ServedResource>();
  for (const resource of served.resources) {
    const key = `${resource.plural}|${kindKey(resource)}`;
    if (resource.verbs.includes(verb) && !first.has(key)) first.set(key, resource);
  }
  return [...first.values()];
}

/** Why a group cannot be looked into, if it cannot: an aggregated API that is down. */
export function unavailability(served: ServedResources, group: string): string | undefined {
  return served.unavailable.find((api) => parseApiVersion(api.groupVersion).group === group)?.reason;
}
