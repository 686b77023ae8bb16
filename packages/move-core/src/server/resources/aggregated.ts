import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { formatApiVersion } from '../../model/object-ref.ts';
import type { ServedResource, ServedResources, UnavailableApi } from './types.ts';

/** Reads an APIGroupDiscoveryList (apidiscovery.k8s.io v2 or v2beta1). */
export function readAggregated(list: JsonObject): ServedResources {
  const resources: ServedResource[] = [];
  const unavailable: UnavailableApi[] = [];
  for (const item of objects(list['items'])) {
    const group = text(isJsonObject(item['metadata']) ? item['metadata']['name'] : undefined);
    for (const entry of objects(item['versions'])) {
      const version = text(entry['version']);
      if (entry['freshness'] === 'Stale') {
        unavailable.push({
          groupVersion: formatApiVersion({ group, version }),
          reason: 'the API server could not refresh its discovery',
        });
      }
      for (const resource of objects(entry['resources'])) {
        const served = readResource(group, version, resource);
        if (served !== undefined) resources.push(served);
      }
    }
  }
  return { resources, unavailable };
}

function readResource(group: string, version: string, resource: JsonObject): ServedResource | undefined {
  const { responseKind } = resource;
  const kind = isJsonObject(responseKind) ? text(responseKind['kind']) : '';
  // A resource of which only subresources are served has no kind of its own.
  if (kind === '') return undefined;
  return {
    group,
    version,
    kind,
    plural: text(resource['resource']),
    namespaced: resource['scope'] === 'Namespaced',
    hasStatus: objects(resource['subresources']).some((one) => one['subresource'] === 'status'),
    verbs: texts(resource['verbs']),
  };
}

/** The objects of a list; nothing for whatever is no list. */
export function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((one) => isJsonObject(one)) : [];
}

/** A text, or the empty one. */
export function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The texts of a list. */
export function texts(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((one) => typeof one === 'string') : [];
}
