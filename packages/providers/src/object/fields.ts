import { isJsonObject, type JsonObject, type JsonValue } from '@tsmove/move-core/provider';

/** The value at a path of keys; undefined where the path ends early. */
export function valueAt(from: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  let value = from;
  for (const key of path) {
    if (!isJsonObject(value)) return undefined;
    value = value[key];
  }
  return value;
}

/** A text at a path; an empty one counts as absent, as it does in Go. */
export function textAt(from: JsonValue | undefined, ...path: readonly string[]): string | undefined {
  const value = valueAt(from, ...path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The objects of a list at a path; none if there is no list. */
export function listAt(from: JsonValue | undefined, ...path: readonly string[]): readonly JsonObject[] {
  const value = valueAt(from, ...path);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
