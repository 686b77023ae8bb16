import { UsageError } from '../../errors.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { ObjectKey } from '../types.ts';

/** Path of all objects of a type, in one namespace or in all. */
export function collectionPath(type: ResourceType, namespace?: string): string {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  const scope = type.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${type.plural}`;
}

/**
 * Path of one object. Names are encoded, never changed: RBAC objects have capitals and colons in theirs.
 * Raises UsageError for a namespaced type without a namespace.
 */
export function objectPath(type: ResourceType, key: ObjectKey, subresource?: 'status'): string {
  const collection = collectionOf(type, key.namespace, key.name);
  return `${collection}/${encodeURIComponent(key.name)}${subresource === undefined ? '' : `/${subresource}`}`;
}

/** Path to create an object at: its namespace must be known if the type has one. */
export function collectionOf(type: ResourceType, namespace: string | undefined, name: string): string {
  if (type.namespaced && (namespace === undefined || namespace === '')) {
    throw new UsageError(`${type.kind} ${name}: a namespace is needed`);
  }
  return collectionPath(type, namespace);
}
