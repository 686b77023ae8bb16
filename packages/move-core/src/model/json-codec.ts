import { parse as parseLossless } from 'lossless-json';
import type { JsonValue } from './json.ts';
import { isDeeperThan } from './json-depth.ts';

/**
 * A run of 16 or more digits where a number can start. Only such a text can hold an integer that a double would round;
 * a match inside a string costs time and nothing else.
 */
const maybeUnsafeInteger = /(?:^|[:[,])[ \t\r\n]*-?\d{16,}/;

const integer = /^-?\d+$/;

/**
 * Levels of lists and objects that a text may have. Objects of Kubernetes have some 20, schemas some 60. API servers take
 * 10,000: whoever may write one such object would end every program that walks through it by calling itself.
 */
const deepest = 1_000;

/**
 * Parses JSON so that nothing is lost: integers that a double cannot hold become `bigint`, all other numbers are
 * `number`, a key named `__proto__` is a key like any other, and the last of two equal keys wins as with JSON.parse.
 *
 * Raises SyntaxError, also for a text that is nested too deep. Its message never quotes the text (that of JSON.parse does,
 * and the text may be a Secret).
 */
export function parseJson(text: string): JsonValue {
  if (isDeeperThan(text, deepest)) throw new SyntaxError(`not valid JSON: nested deeper than ${deepest} levels`);
  try {
    // Measured on a list of 335 KB: JSON.parse 0.9 ms, the guard 0.4 ms, lossless-json 17 ms.
    const value: unknown = maybeUnsafeInteger.test(text)
      ? parseLossless(text, undefined, losslessOptions)
      : JSON.parse(text);
    return value as JsonValue;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = /\bposition (\d+)/.exec(error.message)?.[1];
    throw new SyntaxError(`not valid JSON${position === undefined ? '' : ` at position ${position}`}`);
  }
}

/** Integers of Kubernetes have 19 digits. To read and write a million takes seconds, and ten million minutes. */
const mostDigits = 1_000;

const losslessOptions = {
  parseNumber: (digits: string): number | bigint => {
    if (digits.length > mostDigits) throw new SyntaxError(`a number of more than ${mostDigits} digits`);
    const number = Number(digits);
    return integer.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
  },
  onDuplicateKey: ({ newValue }: { readonly newValue: unknown }): unknown => newValue,
};

/**
 * Writes JSON; `bigint` as its digits, keys whose value is undefined not at all, in the order of the keys.
 *
 * @param indent number of blanks for each level; absent: one line.
 */
export function stringifyJson(value: JsonValue, indent?: number): string {
  // The native writer is the fast one; it refuses bigint, which few texts have.
  return holdsBigint(value) ? write(value, ' '.repeat(indent ?? 0), '\n') : JSON.stringify(value, undefined, indent);
}

function holdsBigint(value: JsonValue | undefined): boolean {
  if (typeof value === 'bigint') return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsBigint);
}

// Not the writer of lossless-json: it takes every object with a key `isLosslessNumber` for a number of its own.
function write(value: JsonValue, indent: string, lineBreak: string): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = lineBreak + indent;
  const isList = isReadonlyArray(value);
  const parts = isList
    ? value.map((item) => write(item, indent, inner))
    : Object.entries(value).flatMap(([key, item]) =>
        item === undefined ? [] : [`${JSON.stringify(key)}:${indent === '' ? '' : ' '}${write(item, indent, inner)}`],
      );
  const [open, close] = isList ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  return indent === ''
    ? `${open}${parts.join(',')}${close}`
    : `${open}${inner}${parts.join(`,${inner}`)}${lineBreak}${close}`;
}

// Array.isArray does not narrow readonly lists.
function isReadonlyArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
