import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';

/** True if two JSON values are the same value: key order and keys that hold undefined do not matter. */
export function deepEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    const [left, right]: readonly [readonly JsonValue[], readonly JsonValue[]] = [a, b];
    return left.length === right.length && left.every((item, at) => deepEqual(item, right[at]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = presentKeys(a);
  return (
    keys.length === presentKeys(b).length && keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key], b[key]))
  );
}

function presentKeys(object: JsonObject): readonly string[] {
  return Object.keys(object).filter((key) => object[key] !== undefined);
}
