import type { KubeObject, ObjectRef } from '@tsmove/move-core/provider';
import { textAt } from './fields.ts';

/**
 * The Secret that an object names at a path of its spec: as an object with `name` and perhaps `namespace`, or by its
 * bare name. Without a namespace it is in the object's own. Empty if nothing is named.
 */
export function secretAt(object: KubeObject, ...path: readonly string[]): readonly ObjectRef[] {
  return namedAt(object, { group: '', version: 'v1', kind: 'Secret' }, ...path);
}

/** What an object names at a path of its spec, of a kind that is known beforehand. */
export function namedAt(
  object: KubeObject,
  type: { readonly group: string; readonly version: string; readonly kind: string },
  ...path: readonly string[]
): readonly ObjectRef[] {
  const name = textAt(object.spec, ...path, 'name') ?? textAt(object.spec, ...path);
  const namespace = textAt(object.spec, ...path, 'namespace') ?? object.metadata.namespace;
  if (name === undefined) return [];
  return [{ ...type, ...(namespace === undefined ? {} : { namespace }), name }];
}
