import fc from 'fast-check';
import { stringifyJson } from '../../packages/move-core/src/model/json-codec.ts';
import type { JsonValue } from '@tsmove/move-core';
import { hostileTexts, standIn } from './hostile.ts';

const depths = [199, 201, 1_001, 20_000, 400_000];

/** The JSON of a value, with what the stand-ins stand for. */
export function textOf(value: JsonValue, deep = 300): string {
  return stringifyJson(value)
    .replaceAll(`"${standIn.deep}"`, `${'['.repeat(deep)}${']'.repeat(deep)}`)
    .replaceAll(`"${standIn.digits}"`, '9'.repeat(500))
    .replaceAll(standIn.twice, '');
}

/** The JSON of changed samples, nested here and there as deep as no honest text is. */
export function jsonOf(value: fc.Arbitrary<JsonValue>): fc.Arbitrary<string> {
  return fc.tuple(value, fc.constantFrom(...depths)).map(([one, deep]) => textOf(one, deep));
}

type How = 'flip' | 'truncate' | 'insert' | 'remove' | 'repeat' | 'splice';

/** Pieces of syntax that open something, end something, or refer to something. */
const tokens: readonly string[] = [
  ...['{', '}', '[', ']', '"', "'", '\\', ',', ':', ': ', '- ', '\n', '\r', '\t', '\u0000', '#', '---\n', '...\n'],
  ...['&a ', '*a', '<<: ', '!!js/function ', '!!binary ', '!!set ', '!<x> ', '? ', '|\n', '>\n', '%YAML 9\n', '@', '~'],
  ...['1e999', '-', '0x', '0o7', '9'.repeat(400), 'NaN', '\\u0000', '\\ud800', '"__proto__":1,', '\ufeff', '\u00ff'],
  ...hostileTexts.slice(0, 20),
];

interface Change {
  readonly how: How;
  readonly at: number;
  readonly length: number;
  readonly token: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom<How>('flip', 'truncate', 'insert', 'remove', 'repeat', 'splice'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(600),
  token: fc.constantFrom(...tokens),
});

/** Half of the inputs as they are, so that changes behind the syntax are seen, and half with changed bytes. */
export function mutatedBytes(valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(valid, fc.oneof(fc.constant<Change[]>([]), fc.array(change, { minLength: 1, maxLength: 4 })))
    .map(([bytes, changes]) => changes.reduce<Uint8Array>(changed, bytes));
}

export function mutatedText(valid: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return mutatedBytes(valid.map((text) => Buffer.from(text))).map((bytes) => Buffer.from(bytes).toString('utf8'));
}

function changed(bytes: Uint8Array, { how, at, length, token }: Change): Uint8Array {
  const from = Math.floor(at * bytes.length);
  const [before, piece, after] = [
    bytes.subarray(0, from),
    bytes.subarray(from, from + length),
    bytes.subarray(from + length),
  ];
  switch (how) {
    case 'flip': {
      const copy = bytes.slice();
      if (from < copy.length) copy[from] = (copy[from] ?? 0) ^ (1 << (length % 8));
      return copy;
    }
    case 'truncate':
      return before;
    case 'insert':
      return Buffer.concat([before, Buffer.from(token), bytes.subarray(from)]);
    case 'remove':
      return Buffer.concat([before, after]);
    case 'repeat':
      return Buffer.concat([before, ...Array.from({ length: 50 }, () => piece), after]);
    case 'splice':
      return Buffer.concat([piece, before, after]);
  }
}

/** Bytes and texts without any plan; one of them long and of one kind. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
  fc.array(fc.constantFrom(...tokens), { maxLength: 60 }).map((words) => words.join('')),
  fc
    .tuple(fc.constantFrom(...tokens, '{"sum":"', '1h', '{"a":', '- '), fc.nat(40_000))
    .map(([word, times]) => word.repeat(Math.min(times, Math.floor(1_000_000 / Math.max(1, word.length))))),
);

export const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }),
  anyText.map((text) => Buffer.from(text)),
);
