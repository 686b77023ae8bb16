import { UsageError } from '../../errors.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { ObjectKey } from '../types.ts';

/**
 * Path of all objects of a type, in one namespace or in all. Raises UsageError for a type or namespace that would lead
 * elsewhere.
 */
export function collectionPath(type: ResourceType, namespace?: string): string {
  for (const part of [type.group, type.version, type.plural]) requireWord(type, part);
  if (namespace !== undefined) requireSegment(type, namespace);
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  const scope = type.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${type.plural}`;
}

/**
 * Path of one object. Names are encoded, never changed: RBAC objects have capitals and colons in theirs.
 * Raises UsageError for a namespaced type without a namespace, and for a name that would lead elsewhere.
 */
export function objectPath(type: ResourceType, key: ObjectKey, subresource?: 'status'): string {
  requireSegment(type, key.name);
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

/** Group, version and plural come from definitions, plans and archives, and stand in the path as they are. */
function requireWord({ kind }: ResourceType, part: string): void {
  if (/^(?:[A-Za-z0-9](?:[-.A-Za-z0-9]*[A-Za-z0-9])?)?$/.test(part) && !part.includes('..')) return;
  throw new UsageError(`${JSON.stringify(part)} is no part of the path of a ${JSON.stringify(kind)}`, {
    code: 'path-unusable',
  });
}

/**
 * The rule that every API server has for names: what a gateway in front of it might take for a step up, or for several
 * steps, is none. Encoding them is not enough, because some decode before they look.
 */
function requireSegment({ kind }: ResourceType, name: string): void {
  if (name !== '' && name !== '.' && name !== '..' && !/[/%]/.test(name)) return;
  throw new UsageError(`${kind} ${JSON.stringify(name)}: no object of Kubernetes has such a name or namespace`, {
    code: 'path-unusable',
  });
}
