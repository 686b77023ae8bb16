import { deepEqual } from './deep-equal.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';

/** The result of a JSON merge patch (RFC 7386): objects merge, null removes, everything else replaces. */
export function applyMergePatch(target: JsonValue | undefined, patch: JsonObject): JsonObject {
  const merged = new Map<string, JsonValue | undefined>(isJsonObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) merged.delete(key);
    else merged.set(key, isJsonObject(value) ? applyMergePatch(merged.get(key), value) : value);
  }
  return Object.fromEntries(merged);
}

/** The merge patch that undoes `patch` on `object`: every place that it touches gets the value that is there now. */
export function inverseMergePatch(object: JsonValue | undefined, patch: JsonObject): JsonObject {
  const before = isJsonObject(object) ? object : {};
  return Object.fromEntries(
    Object.entries(patch).flatMap(([key, value]): [string, JsonValue][] => {
      if (value === undefined) return [];
      const earlier = before[key];
      if (isJsonObject(value) && (earlier === undefined || isJsonObject(earlier))) {
        return [[key, inverseMergePatch(earlier, value)]];
      }
      return [[key, earlier ?? null]];
    }),
  );
}

/** True if the patch would leave the object as it is. */
export function changesNothing(object: JsonValue | undefined, patch: JsonObject): boolean {
  const before = isJsonObject(object) ? object : {};
  return Object.entries(patch).every(([key, value]) => {
    if (value === undefined) return true;
    if (value === null) return before[key] === undefined;
    // What is not there cannot lose anything: the empty object that a patch would leave says no more than none.
    if (isJsonObject(value)) return isJsonObject(before[key] ?? {}) && changesNothing(before[key] ?? {}, value);
    return deepEqual(before[key], value);
  });
}

/** True if the patch sets any value; false if all it does is to remove some. */
export function setsValue(patch: JsonValue): boolean {
  return isJsonObject(patch) ? Object.values(patch).some((value) => setsValue(value ?? null)) : patch !== null;
}

/** Two merge patches as one; where both speak, the second decides. Nulls are kept: they remove. */
export function joinMergePatches(first: JsonObject, second: JsonObject): JsonObject {
  const joined = new Map(Object.entries(first));
  for (const [key, value] of Object.entries(second)) {
    const earlier = joined.get(key);
    joined.set(key, isJsonObject(earlier) && isJsonObject(value) ? joinMergePatches(earlier, value) : value);
  }
  return Object.fromEntries(joined);
}
