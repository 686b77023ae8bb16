import fc from 'fast-check';
import { isJsonObject } from '@tsmove/move-core/provider';
import type { JsonValue } from '@tsmove/move-core';
import { hostileTexts, hostileValue, standIn } from './hostile.ts';

type How = 'drop' | 'replace' | 'retype' | 'duplicate' | 'deepen' | 'rename' | 'move';

/** One change to a value: somewhere, counted through all places in it. */
interface Change {
  readonly how: How;
  readonly at: number;
  readonly other: number;
  readonly value: JsonValue;
  readonly key: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom<How>('drop', 'replace', 'retype', 'duplicate', 'deepen', 'rename', 'move'),
  at: fc.nat(10_000),
  other: fc.nat(10_000),
  value: hostileValue,
  key: fc.constantFrom(...hostileTexts.slice(0, 14)),
});

/** A sample with up to four changes: fields dropped, replaced, of another type, there twice, renamed, moved, nested. */
export function mutatedValue(sample: JsonValue): fc.Arbitrary<JsonValue> {
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const root: Container = { root: structuredClone(sample) };
    for (const one of changes) apply(root, one);
    return (root['root'] ?? null) as JsonValue;
  });
}

type Container = Record<string, unknown>;

interface Spot {
  readonly parent: Container;
  readonly key: string;
}

function spotsIn(parent: Container): readonly Spot[] {
  const spots: Spot[] = [];
  const queue: Container[] = [parent];
  for (const container of queue) {
    for (const key of Object.keys(container)) {
      spots.push({ parent: container, key });
      const value = container[key];
      if (typeof value === 'object' && value !== null) queue.push(value as Container);
    }
  }
  return spots;
}

function apply(root: Container, { how, at, other, value, key }: Change): void {
  const spots = spotsIn(root);
  const spot = spots[at % spots.length];
  const second = spots[other % spots.length];
  if (spot === undefined || second === undefined) return;
  const { parent } = spot;
  const there = parent[spot.key];
  const isRoot = parent === root;
  if (how === 'drop' && !isRoot) {
    if (Array.isArray(parent)) parent.splice(Number(spot.key), 1);
    else Reflect.deleteProperty(parent, spot.key);
  } else if (how === 'replace') set(spot, structuredClone(value));
  else if (how === 'retype') set(spot, retyped(there as JsonValue));
  else if (how === 'deepen') set(spot, [[{ deep: there }]]);
  else if (how === 'move') set(spot, structuredClone(second.parent[second.key]));
  else if (how === 'duplicate' && Array.isArray(parent)) parent.push(structuredClone(there));
  else if (how === 'duplicate' && !isRoot) set({ parent, key: `${spot.key}${standIn.twice}` }, structuredClone(value));
  else if (how === 'rename' && !isRoot && !Array.isArray(parent)) {
    Reflect.deleteProperty(parent, spot.key);
    set({ parent, key }, there);
  }
}

/** Not by assignment, which would reach the prototype of the sample itself. */
function set({ parent, key }: Spot, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, writable: true, configurable: true });
}

function retyped(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.length;
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  if (typeof value === 'boolean') return String(value);
  if (value === null) return {};
  return isJsonObject(value) ? Object.values(value).map((one) => one ?? null) : Object.fromEntries(value.entries());
}
