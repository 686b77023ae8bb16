import { compareText } from '../../model/object-ref.ts';
import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { stringifyJson } from '../../model/json-codec.ts';

/**
 * JSON as clusterctl writes it into its directories: one line, keys in the order of their code points, and what HTML
 * and JavaScript would take for something else escaped, as Go's writer does; with a line break at the end (F1.4).
 */
export function formatSorted(value: JsonValue): string {
  const escaped = stringifyJson(sorted(value)).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => sorted(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, item]) => [key, item === undefined ? undefined : sorted(item)]),
  );
}
