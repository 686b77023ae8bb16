import { UsageError } from '../errors.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';

/** A place in a JSON document: what is there, and what to call it when it is not what it should be. */
export interface JsonPlace {
  readonly path: string;
  readonly value: JsonValue | undefined;
  /** What the document is called; default: the plan. */
  readonly document?: string;
}

/** Names its place only when it is asked: a plan has a million of them, and mostly none is wrong. */
class PlaceWithin implements JsonPlace {
  readonly value: JsonValue | undefined;
  readonly #around: JsonPlace;
  readonly #key: string | number;

  constructor(around: JsonPlace, key: string | number, value: JsonValue | undefined) {
    this.value = value;
    this.#around = around;
    this.#key = key;
  }

  get path(): string {
    const { path } = this.#around;
    if (typeof this.#key === 'number') return `${path}[${this.#key}]`;
    return path === '' ? this.#key : `${path}.${this.#key}`;
  }

  get document(): string {
    return this.#around.document ?? 'the plan';
  }
}

/** The value below a key. */
export function at(place: JsonPlace, key: string): JsonPlace {
  if (!isJsonObject(place.value)) throw wrong(place, 'an object');
  return new PlaceWithin(place, key, place.value[key]);
}

export function text(place: JsonPlace): string {
  if (typeof place.value !== 'string') throw wrong(place, 'a text');
  return place.value;
}

export function bool(place: JsonPlace): boolean {
  if (typeof place.value !== 'boolean') throw wrong(place, 'true or false');
  return place.value;
}

export function count(place: JsonPlace): number {
  if (typeof place.value !== 'number' || !Number.isSafeInteger(place.value) || place.value < 0) {
    throw wrong(place, 'a number from 0');
  }
  return place.value;
}

export function list<T>(place: JsonPlace, read: (item: JsonPlace) => T): readonly T[] {
  const { value } = place;
  if (!Array.isArray(value)) throw wrong(place, 'a list');
  return value.map((item: JsonValue, position) => read(new PlaceWithin(place, position, item)));
}

/** One of a closed set of texts. */
export function oneOf<const T extends string>(place: JsonPlace, texts: readonly T[]): T {
  const found = texts.find((one) => one === place.value);
  if (found === undefined) throw wrong(place, `one of ${texts.join(', ')}`);
  return found;
}

/** A field that may be missing: nothing to spread then, and else the field. */
export function optional<K extends string, T>(
  place: JsonPlace,
  key: K,
  read: (place: JsonPlace) => T,
): Readonly<Partial<Record<K, T>>> {
  const field = at(place, key);
  const found: Partial<Record<K, T>> = {};
  if (field.value !== undefined) found[key] = read(field);
  return found;
}

/** Values are not quoted: a document that is not a plan may be anything. */
export function wrong(place: JsonPlace, expected: string): UsageError {
  const { document = 'the plan', path } = place;
  return new UsageError(`${document} is not valid: ${path === '' ? 'it' : path} should be ${expected}`, {
    code: 'plan-invalid',
  });
}
