import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { rewriteJsonText } from './json-text.ts';
import type { Path } from './places.ts';

/**
 * managedFields name an entry of a list by its keys (`k:{"name":"a","namespace":"fleet"}`) or its value
 * (`v:"fleet"`), so a namespace may be in there. `rewrite` says what the entry at a path becomes.
 */
export function rewriteManagedFields(
  entries: JsonValue,
  rewrite: (value: JsonValue, path: Path) => JsonValue,
): JsonValue {
  if (!Array.isArray(entries)) return entries;
  const before = entries as readonly JsonValue[];
  const rewritten = before.map((entry) => {
    const fields = isJsonObject(entry) ? entry['fieldsV1'] : undefined;
    if (!isJsonObject(entry) || !isJsonObject(fields)) return entry;
    const changed = rewriteSet(fields, [], rewrite);
    return changed === fields ? entry : { ...entry, fieldsV1: changed };
  });
  return rewritten.every((entry, position) => entry === before[position]) ? before : rewritten;
}

function rewriteSet(set: JsonObject, path: Path, rewrite: (value: JsonValue, path: Path) => JsonValue): JsonObject {
  const before = Object.entries(set);
  const after = before.map(([key, below]): [string, JsonValue | undefined] => {
    const inner = [...path, key.startsWith('f:') ? key.slice(2) : '*'];
    const name = /^[kv]:/u.test(key) ? key.slice(0, 2) + rewriteKey(key.slice(2), inner, rewrite) : key;
    return [name, isJsonObject(below) ? rewriteSet(below, inner, rewrite) : below];
  });
  const isSame = after.every(
    ([key, below], position) => key === before[position]?.[0] && below === before[position][1],
  );
  return isSame ? set : Object.fromEntries(after);
}

function rewriteKey(text: string, path: Path, rewrite: (value: JsonValue, path: Path) => JsonValue): string {
  return rewriteJsonText(text, (value) => rewrite(value, path)) ?? text;
}
