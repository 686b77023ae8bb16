import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { parseApiVersion } from '../model/object-ref.ts';
import type { Provider } from '../provider/types.ts';
import { rewriteJsonText } from './json-text.ts';
import { rewriteManagedFields } from './managed-fields.ts';
import { meanings, type MeaningOf, type Path } from './places.ts';
import type { NamespaceMap, Translation } from './types.ts';

/** Translates between the two sides of a move into a namespace of another name. Pure, and its own inverse. */
export function createTranslation({ from, to }: NamespaceMap, providers: readonly Provider[]): Translation {
  const namespace = (name: string): string => (name === from ? to : name === to ? from : name);
  const meaningOf = meanings(providers);
  return {
    namespace,
    object(object) {
      const { group } = parseApiVersion(object.apiVersion);
      return rewriteBelow(object, [], undefined, { namespace, meaningOf: meaningOf({ group, kind: object.kind }) });
    },
    patch: (kind, patch) => rewriteBelow(patch, [], undefined, { namespace, meaningOf: meaningOf(kind) }),
  };
}

interface Rules {
  readonly namespace: (name: string) => string;
  readonly meaningOf: MeaningOf;
}

/** The same value, the very one where nothing changes: most of what is read names no namespace but its own. */
function rewriteBelow<T extends JsonValue>(value: T, path: Path, parent: JsonValue | undefined, rules: Rules): T {
  return rewrite(value, path, parent, rules) as T;
}

function rewrite(value: JsonValue, path: Path, parent: JsonValue | undefined, rules: Rules): JsonValue {
  if (typeof value === 'string') return rewriteText(value, path, parent, rules);
  if (Array.isArray(value)) return rewriteList(value, path, rules);
  if (!isJsonObject(value)) return value;
  if (path.length === 1 && path[0] === 'metadata') return rewriteObject(value, path, rules, managedFields);
  return rewriteObject(value, path, rules);
}

const managedFields = 'managedFields';

function rewriteObject(value: JsonObject, path: Path, rules: Rules, fieldSets?: string): JsonObject {
  let changed: Record<string, JsonValue | undefined> | undefined;
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue;
    const next =
      key === fieldSets
        ? rewriteManagedFields(field, (entry, at) => rewrite(entry, at, undefined, rules))
        : rewrite(field, [...path, key], value, rules);
    if (next !== field) (changed ??= { ...value })[key] = next;
  }
  return changed ?? value;
}

function rewriteList(value: readonly JsonValue[], path: Path, rules: Rules): readonly JsonValue[] {
  const inner = [...path, '*'];
  const rewritten = value.map((entry) => rewrite(entry, inner, value, rules));
  return rewritten.every((entry, position) => entry === value[position]) ? value : rewritten;
}

function rewriteText(text: string, path: Path, parent: JsonValue | undefined, rules: Rules): string {
  const meaning = rules.meaningOf(path, parent);
  if (meaning === undefined || meaning.type === 'keep' || meaning.type === 'unclear') return text;
  if (meaning.type === 'namespace') return rules.namespace(text);
  if (meaning.type === 'json') {
    return rewriteJsonText(text, (value) => rewrite(value, meaning.holds, undefined, rules)) ?? text;
  }
  const end = text.indexOf(meaning.separator);
  return end < 0 ? text : rules.namespace(text.slice(0, end)) + text.slice(end);
}
