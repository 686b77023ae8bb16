import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from './json.ts';
import { applyMergePatch, changesNothing, inverseMergePatch, joinMergePatches } from './merge-patch.ts';

const scalar = fc.oneof(fc.boolean(), fc.integer(), fc.string());
const key = fc.constantFrom('a', 'b', 'c', '__proto__');
const { object } = fc.letrec<{ readonly object: JsonObject; readonly value: JsonValue }>((tie) => ({
  object: fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(scalar, { maxLength: 2 }), tie('object')),
}));
const patch = fc.dictionary(key, fc.oneof(scalar, fc.constant(null), object), { maxKeys: 3, noNullPrototype: true });

/** Merge patches cannot tell an empty object from an absent one, and neither can an API server's maps. */
function pruned(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).flatMap(([name, item]): [string, JsonValue][] => {
    const inner = pruned(item);
    return inner === undefined ? [] : [[name, inner]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

test('the inverse of a patch gives every value it touched its earlier state', () => {
  fc.assert(
    fc.property(object, patch, (before, change) => {
      const after = applyMergePatch(before, change);
      expect(pruned(applyMergePatch(after, inverseMergePatch(before, change)))).toEqual(pruned(before));
    }),
  );
});

test('a patch changes nothing once it has been applied', () => {
  fc.assert(
    fc.property(object, (change) => {
      expect(changesNothing(applyMergePatch({}, { spec: change }), { spec: change })).toBe(true);
    }),
  );
});

test('a pause that was absent is undone by removing it, an explicit false by setting it', () => {
  const pause = { spec: { paused: true } };
  expect(inverseMergePatch({ spec: { x: 1 } }, pause)).toEqual({ spec: { paused: null } });
  expect(inverseMergePatch({ spec: { paused: false } }, pause)).toEqual({ spec: { paused: false } });
  expect(changesNothing({ spec: { paused: true } }, pause)).toBe(true);
});

test('joined patches do what both do, the second last', () => {
  expect(joinMergePatches({ a: { b: 1, c: null } }, { a: { b: 2 }, d: 3 })).toEqual({ a: { b: 2, c: null }, d: 3 });
});
