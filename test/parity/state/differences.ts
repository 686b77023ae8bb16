import type { Json } from './portrait.ts';

/** One place where two values are not the same; a side that has nothing there is undefined. */
export interface ValueDifference {
  /** A JSON pointer; empty for the whole value. */
  readonly path: string;
  readonly one: Json | undefined;
  readonly other: Json | undefined;
}

/** Where two values differ, each place once and as deep as both have something: written for these tests, not the product's. */
export function differencesBetween(
  one: Json | undefined,
  other: Json | undefined,
  path = '',
): readonly ValueDifference[] {
  if (one === other) return [];
  if (isContainer(one) && isContainer(other) && Array.isArray(one) === Array.isArray(other)) {
    const [left, right] = [entriesOf(one), entriesOf(other)];
    return [...new Set([...left.keys(), ...right.keys()])]
      .toSorted()
      .flatMap((key) => differencesBetween(left.get(key), right.get(key), `${path}/${escape(key)}`));
  }
  return [{ path, one, other }];
}

function isContainer(value: Json | undefined): value is Extract<Json, object> {
  return typeof value === 'object' && value !== null;
}

function entriesOf(value: Extract<Json, object>): ReadonlyMap<string, Json> {
  return new Map(Object.entries(value));
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
