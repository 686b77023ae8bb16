import { describe, expect, it } from 'vitest';
import type { JsonValue } from './json.ts';
import { parseJson, stringifyJson } from './json-codec.ts';

function roundTrip(text: string): string {
  return stringifyJson(parseJson(text));
}

describe('the JSON codec', () => {
  it.each([
    '9007199254740993',
    '-9223372036854775808',
    '18446744073709551615',
    '123456789012345678901234567890',
    '{"a":9007199254740993,"b":[1,-9007199254740993,{"c":null}],"d":"9007199254740993"}',
    '[ 9007199254740993 ]'.replaceAll(' ', ''),
  ])('keeps every digit of %s', (text) => {
    expect(roundTrip(text)).toBe(text);
  });

  it('reads integers that fit a double as numbers and only others as bigint', () => {
    expect(parseJson('{"a":9007199254740991,"b":9007199254740993,"c":12}')).toEqual({
      a: 9007199254740991,
      b: 9007199254740993n,
      c: 12,
    });
  });

  it.each(['1e21', '0.1', '-0', '1E3', '1.0', '12345678901234567.5', '5e-324'])(
    'reads %s as the same double as JSON.parse does',
    (text) => {
      expect(parseJson(text)).toBe(JSON.parse(text));
      expect(parseJson(`[9007199254740993,${text}]`)).toEqual([9007199254740993n, JSON.parse(text)]);
      expect(JSON.parse(roundTrip(text))).toBe(JSON.parse(JSON.stringify(JSON.parse(text))));
    },
  );

  it.each([
    '{"__proto__":{"a":1},"constructor":"x","toString":null}',
    '{"__proto__":9007199254740993,"isLosslessNumber":true}',
  ])('takes %s for plain keys', (text) => {
    expect(roundTrip(text)).toBe(text);
    expect(Object.getPrototypeOf(parseJson(text))).toBe(Object.prototype);
  });

  it('keeps nulls, empty lists and objects, escapes and lone surrogates', () => {
    const text = '{"n":null,"l":[],"o":{},"s":"a\\"\\\\\\n\\u0000\\ud800é","i":9007199254740993}';
    expect(parseJson(roundTrip(text))).toEqual(parseJson(text));
    expect(roundTrip(text)).toContain('"n":null,"l":[],"o":{}');
  });

  it('leaves out undefined values in both writers', () => {
    const value: JsonValue = { a: undefined, b: 1 };
    expect(stringifyJson(value)).toBe('{"b":1}');
    expect(stringifyJson({ ...value, c: 9007199254740993n })).toBe('{"b":1,"c":9007199254740993}');
  });

  it('indents in both writers alike', () => {
    const shape = (number: JsonValue): JsonValue => ({ a: [number, {}], b: { c: [] } });
    expect(stringifyJson(shape(9007199254740993n), 2)).toBe(
      stringifyJson(shape(7), 2).replace('7', '9007199254740993'),
    );
  });

  it('lets the last of two equal keys win, with and without large integers', () => {
    expect(parseJson('{"a":1,"a":2}')).toEqual({ a: 2 });
    expect(parseJson('{"a":1,"a":9007199254740993}')).toEqual({ a: 9007199254740993n });
  });

  it.each(['{"token": topsecret}', '{"a":9007199254740993, topsecret', ''])(
    'never quotes the text of a syntax error: %j',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
      expect(() => parseJson(text)).toThrow(/^not valid JSON( at position \d+)?$/);
    },
  );
});
