import { isJsonObject, type JsonValue } from '../model/json.ts';
import { parseJson } from '../model/json-codec.ts';

/** Thrown and caught in this file only. */
class Unfit extends Error {}

/**
 * JSON as text with other values, of which only texts may differ: every other byte stays, spaces, order and the way in
 * which characters are written included, so that the same done backwards gives the same text. Undefined where that
 * cannot be promised: it is no JSON, a key is there twice, or a text is written in another way than usual.
 */
export function rewriteJsonText(text: string, rewrite: (value: JsonValue) => JsonValue): string | undefined {
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const changed = rewrite(value);
  if (changed === value) return text;
  try {
    return new Scan(text).run(value, changed);
  } catch (error) {
    if (error instanceof Unfit) return undefined;
    throw error;
  }
}

/** Reads along the text, of which it is known that it is JSON, and copies it. */
class Scan {
  readonly #text: string;
  #at = 0;
  #out = '';

  constructor(text: string) {
    this.#text = text;
  }

  run(before: JsonValue, after: JsonValue): string {
    this.#value(before, after);
    this.#copy(/\s*/uy);
    return this.#out;
  }

  #value(before: JsonValue | undefined, after: JsonValue | undefined): void {
    this.#copy(/\s*/uy);
    const next = this.#text[this.#at];
    if (next === '{') this.#object(before, after);
    else if (next === '[') this.#list(before, after);
    else if (next === '"') this.#string(before, after);
    else this.#copy(/[^\s,\]}]+/uy);
  }

  #object(before: JsonValue | undefined, after: JsonValue | undefined): void {
    if (!isJsonObject(before) || !isJsonObject(after)) throw new Unfit();
    const seen = new Set<string>();
    this.#copy(/\{\s*/uy);
    while (this.#text[this.#at] !== '}') {
      const key = JSON.parse(this.#copy(literal)) as string;
      if (seen.has(key)) throw new Unfit();
      seen.add(key);
      this.#copy(/\s*:/uy);
      this.#value(before[key], after[key]);
      this.#copy(/\s*,?\s*/uy);
    }
    this.#copy(/\}/uy);
  }

  #list(before: JsonValue | undefined, after: JsonValue | undefined): void {
    if (!Array.isArray(before) || !Array.isArray(after)) throw new Unfit();
    this.#copy(/\[\s*/uy);
    for (let position = 0; this.#text[this.#at] !== ']'; position += 1) {
      this.#value(before[position] as JsonValue, after[position] as JsonValue);
      this.#copy(/\s*,?\s*/uy);
    }
    this.#copy(/\]/uy);
  }

  #string(before: JsonValue | undefined, after: JsonValue | undefined): void {
    if (before === after) {
      this.#copy(literal);
      return;
    }
    const written = this.#take(literal);
    if (typeof before !== 'string' || typeof after !== 'string' || written !== JSON.stringify(before)) {
      throw new Unfit();
    }
    this.#out += JSON.stringify(after);
  }

  #copy(pattern: RegExp): string {
    const found = this.#take(pattern);
    this.#out += found;
    return found;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) throw new Unfit();
    this.#at += found.length;
    return found;
  }
}

const literal = /"(?:[^"\\]|\\.)*"/uy;
