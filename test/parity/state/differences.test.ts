import { expect, test } from 'vitest';
import { differencesBetween } from './differences.ts';

test('equal values do not differ, whatever the order of keys', () => {
  expect(differencesBetween({ a: [1, { b: null }], c: '' }, { c: '', a: [1, { b: null }] })).toEqual([]);
});

test('each place that differs is named once, as deep as both sides go', () => {
  expect(
    differencesBetween(
      { spec: { a: 1, list: [1, 2], 'x/y': {} } },
      { spec: { a: '1', list: [1], 'x/y': [] }, more: {} },
    ),
  ).toEqual([
    { path: '/more', one: undefined, other: {} },
    { path: '/spec/a', one: 1, other: '1' },
    { path: '/spec/list/1', one: 2, other: undefined },
    { path: '/spec/x~1y', one: {}, other: [] },
  ]);
});

test('null, false, zero and absence are four things', () => {
  expect(differencesBetween({ a: null, b: false, c: 0 }, { a: false, b: 0, c: null })).toHaveLength(3);
  expect(differencesBetween({ a: null }, {})).toEqual([{ path: '/a', one: null, other: undefined }]);
});
