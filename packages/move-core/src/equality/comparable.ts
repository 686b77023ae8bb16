import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { serverOwnedMetadata } from '../model/server-owned.ts';

/** Metadata without what the server owns, and without the lists that are compared as sets. */
export function comparableMetadata(metadata: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(metadata).filter(
      ([key]) => !serverOwnedMetadata.has(key) && key !== 'finalizers' && key !== 'ownerReferences',
    ),
  );
}

/**
 * Status without what R leaves out: every `observedGeneration`, because generations start anew, and the `Paused`
 * condition, which is the controllers' answer to the hold and not part of what moves.
 */
export function comparableStatus(status: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(status)) return status;
  return Object.fromEntries(
    Object.entries(status).flatMap(([key, value]): [string, JsonValue | undefined][] => {
      if (key === 'observedGeneration') return [];
      if (key === 'conditions' && Array.isArray(value)) return [[key, comparableConditions(value)]];
      if ((key === 'v1beta2' || key === 'deprecated' || key === 'v1beta1') && isJsonObject(value)) {
        return [[key, comparableStatus(value)]];
      }
      return [[key, value]];
    }),
  );
}

function comparableConditions(conditions: readonly JsonValue[]): readonly JsonValue[] {
  return conditions.flatMap((condition) => {
    if (!isJsonObject(condition)) return [condition];
    if (condition['type'] === 'Paused') return [];
    return [Object.fromEntries(Object.entries(condition).filter(([key]) => key !== 'observedGeneration'))];
  });
}
