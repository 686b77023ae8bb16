import { isJsonObject, type JsonValue } from '../model/json.ts';
import { parseJson } from '../model/json-codec.ts';
import { isDeeperThan } from '../model/json-depth.ts';
import { damaged, tooLarge, type ArchivePlace } from './failures.ts';
import type { ArchiveLimits } from './limits.ts';

/**
 * Parses the JSON text of an entry that anybody may have written. Raises ArchiveError for what is no JSON, is nested
 * deeper or holds more than the limits allow.
 */
export function parseValue(text: string, place: ArchivePlace, limits: ArchiveLimits): JsonValue {
  const { depth } = limits;
  if (isDeeperThan(text, depth)) throw tooLarge(place, `it is nested deeper than ${depth.toString()} levels`);
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch (error) {
    throw damaged(place, error instanceof SyntaxError ? error.message : 'not valid JSON');
  }
  requireHarmless(value, place, limits);
  return value;
}

/**
 * Raises ArchiveError for a value that holds more than the limits allow. A value that YAML aliases share is counted
 * wherever it is used, because that is what it comes to when it is written.
 */
export function requireHarmless(value: JsonValue, place: ArchivePlace, limits: ArchiveLimits): void {
  let count = 0;
  const visit = (one: JsonValue | undefined, level: number): void => {
    count += 1;
    if (count > limits.values) throw tooLarge(place, `it holds more than ${limits.values.toString()} values`);
    if (level > limits.depth) throw tooLarge(place, `it is nested deeper than ${limits.depth.toString()} levels`);
    if (Array.isArray(one)) for (const item of one as readonly JsonValue[]) visit(item, level + 1);
    else if (isJsonObject(one)) for (const item of Object.values(one)) visit(item, level + 1);
  };
  visit(value, 0);
}

/** The key with which an assignment would reach the prototype of all objects. No field of Kubernetes is called so. */
const prototypeKey = '__proto__';

/**
 * Raises ArchiveError for a key `__proto__` anywhere in the value. It is for what is read field by field: manifests,
 * lists, metadata. In the data of a ConfigMap it is a key like any other, which is kept, and which nothing assigns.
 */
export function requireNoPrototype(value: JsonValue | undefined, place: ArchivePlace): void {
  if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) requireNoPrototype(item, place);
  else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (key === prototypeKey) throw damaged(place, `it has a field ${prototypeKey}, which nothing in Kubernetes has`);
      requireNoPrototype(item, place);
    }
  }
}
