import type { JsonValue } from './json.ts';
import { parseJson, stringifyJson } from './json-codec.ts';
import type { KubeObject, ObjectMeta } from './kube-object.ts';

const managersText = Symbol('managedFields, as JSON');

/** One getter for all objects, so that they keep one shape. A copy of the metadata holds the value and not the text. */
const unpacked: PropertyDescriptor & ThisType<{ readonly [managersText]: string }> = {
  enumerable: true,
  get() {
    return parseJson(this[managersText]);
  },
};

/**
 * The same object, with `managedFields` kept as text until somebody looks at them. In memory they weigh as much as all the
 * rest of an object of Cluster API, and they are looked at once in a move.
 */
export function compactManagers(object: KubeObject): KubeObject {
  const { managedFields } = object.metadata;
  if (managedFields === undefined) return object;
  const metadata: ObjectMeta = { ...object.metadata };
  Object.defineProperty(metadata, managersText, { value: stringifyJson(managedFields as JsonValue) });
  Object.defineProperty(metadata, 'managedFields', unpacked);
  return { ...object, metadata };
}
