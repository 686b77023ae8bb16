import fc from 'fast-check';
import type { JsonValue } from '@tsmove/move-core';

/** Stands in every sample where a secret would stand. No message may ever show it. */
export const secret = 'S3CR3T-never-shown';

/**
 * Words that stand for what no value of JavaScript can be: `textOf` puts it into their place. The first is nested as
 * deep as it says, the second is a number of very many digits, the third lets a key be there twice.
 */
export const standIn = { deep: '@@deep@@', digits: '@@digits@@', twice: '@@twice@@' } as const;

/** Texts that mean something to a terminal, a path, a shell, a prototype or another parser. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '.',
  '..',
  '../../../etc/passwd',
  '/dev/zero',
  'C:\\x',
  '%2e%2e%2f',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '\u0000',
  '\u001b[31mred\u001b]0;title\u0007',
  '\u202egnp.exe',
  'two\nlines\r\n',
  '\u2028',
  '\ud800',
  '<script>alert(1)</script>',
  '$(touch x)`touch x`',
  'a'.repeat(10_000),
  standIn.deep,
  standIn.digits,
];

const hostileValues: readonly JsonValue[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  10n ** 30n,
  [],
  {},
  [[]],
  [null],
  [{}],
  JSON.parse('{"__proto__":{"polluted":true}}') as JsonValue,
  JSON.parse('{"constructor":{"prototype":{"polluted":true}}}') as JsonValue,
  ...hostileTexts,
];

/** A value that has no business where it is put. */
export const hostileValue: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...hostileValues) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);
