import { expect, test } from 'vitest';
import { median, medianOfKnown, quantile } from './statistics.ts';

test.each([
  { values: [3, 1, 2], middle: 2 },
  { values: [10, 2, 4, 100], middle: 7 },
  { values: [5], middle: 5 },
])('the median of $values is $middle', ({ values, middle }) => {
  expect(median(values)).toBe(middle);
});

test('there is no median of nothing', () => {
  expect(() => median([])).toThrow(RangeError);
  expect(medianOfKnown([undefined])).toBeUndefined();
});

test('what is unknown is left out of a median', () => {
  expect(medianOfKnown([undefined, 1, 3])).toBe(2);
});

test.each([
  { share: 0.5, value: 50 },
  { share: 0.95, value: 95 },
  { share: 0.99, value: 99 },
  { share: 1, value: 100 },
  { share: 0, value: 1 },
])('of 1 to 100, the share $share is $value', ({ share, value }) => {
  expect(
    quantile(
      Array.from({ length: 100 }, (_, at) => 100 - at),
      share,
    ),
  ).toBe(value);
});
