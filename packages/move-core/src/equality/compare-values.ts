import jsonPatch from 'fast-json-patch';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { deepEqual } from '../model/deep-equal.ts';
import type { Difference } from './difference.ts';

/**
 * Where `actual` is not `expected`, as JSON pointers below `path`; values are never part of the answer. A key that
 * only `actual` has is `added` (what defaulting does); an item more in a list is a change of the list.
 */
export function compareValues(
  ref: ObjectRef,
  path: string,
  expected: JsonValue | undefined,
  actual: JsonValue | undefined,
): readonly Difference[] {
  if (deepEqual(expected, actual)) return [];
  if (expected === undefined) return [{ ref, path, change: 'added' }];
  if (actual === undefined) return [{ ref, path, change: 'lost' }];
  const operations = jsonPatch.compare({ value: writable(expected) }, { value: writable(actual) });
  const found = operations.map((operation): Difference => {
    const inner = operation.path.slice('/value'.length);
    const change =
      operation.op === 'remove' ? 'lost' : operation.op === 'add' && !isInList(expected, inner) ? 'added' : 'changed';
    return { ref, path: path + inner, change };
  });
  // A key that holds null on one side only is no operation for the patch library, yet it is not the same value.
  return found.length > 0 ? found : [{ ref, path, change: 'changed' }];
}

/** The patch library copies through JSON and knows no bigint: each becomes a text that no JSON string equals. */
function writable(value: JsonValue): unknown {
  if (typeof value === 'bigint') return `\u0000bigint:${value.toString()}`;
  if (Array.isArray(value)) return value.map(writable);
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, writable(item)]])),
    );
  }
  return value;
}

function isInList(root: JsonValue, pointer: string): boolean {
  const keys = pointer.split('/').slice(1, -1).map(unescapePointer);
  let at: JsonValue | undefined = root;
  for (const key of keys) {
    if (Array.isArray(at)) at = (at as readonly JsonValue[])[Number(key)];
    else if (isJsonObject(at)) at = at[key];
    else return false;
  }
  return Array.isArray(at);
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
