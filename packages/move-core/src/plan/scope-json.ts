import type { JsonObject, JsonValue } from '../model/json.ts';
import { stringifyJson } from '../model/json-codec.ts';
import type { ResolvedConflict, Scope } from './types.ts';

/**
 * What the Lease of a move says of its scope. Of conflicts only what stays in the source is told: whoever recovers the
 * move must not delete it there. What was replaced is known from the copies that the target keeps of it.
 */
export function scopeToJson({ keepInSource, conflicts = [], ...scope }: Scope): JsonObject {
  const skipped = conflicts.filter(({ choice }) => choice === 'skip');
  return {
    ...scope,
    ...(skipped.length === 0 ? {} : { skipped: byKind(skipped) }),
    ...(keepInSource === undefined ? {} : { keepInSource: keepInSource.map((kind) => ({ ...kind })) }),
  };
}

/** Names alone, under their kind and namespace: there may be thousands, and the room of a Lease is small. */
function byKind(skipped: readonly ResolvedConflict[]): readonly JsonValue[] {
  const kinds = new Map<string, { readonly kind: JsonObject; readonly names: string[] }>();
  for (const { ref } of skipped) {
    const { name, ...kind } = ref;
    const key = stringifyJson({ ...kind });
    const known = kinds.get(key) ?? { kind: { ...kind }, names: [] };
    known.names.push(name);
    kinds.set(key, known);
  }
  return [...kinds.values()].map(({ kind, names }) => ({ ...kind, names }));
}

/**
 * An API server takes no more than 256 KiB of annotations for an object, keys and all. What a Lease says besides its
 * scope grows a little while the move goes on.
 */
export const mostScopeBytes: number = 248 * 1024;

/** How much room the scope takes in a Lease. */
export function scopeBytes(scope: Scope): number {
  return new TextEncoder().encode(stringifyJson(scopeToJson(scope))).length;
}
