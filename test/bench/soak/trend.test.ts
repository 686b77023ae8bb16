import { expect, test } from 'vitest';
import { afterWarmUp, slopeOf, thinned, type Point } from './trend.ts';
import { judge, type Bound } from './verdict.ts';

const line = (length: number, value: (at: number) => number): readonly Point[] =>
  Array.from({ length }, (_, at) => ({ at, value: value(at) }));

test('the slope of a line is found, and single values far off do not turn it', () => {
  expect(slopeOf(line(50, (at) => 7 + 3 * at))).toBeCloseTo(3);
  expect(slopeOf(line(50, (at) => (at % 10 === 0 ? 10_000 : 7 + 3 * at)))).toBeCloseTo(3, 1);
  expect(slopeOf(line(50, (at) => (at % 2 === 0 ? 5 : 6)))).toBeCloseTo(0, 1);
  expect(slopeOf([])).toBe(0);
});

test('what comes first does not count', () => {
  const points = line(101, (at) => (at < 25 ? at * 100 : 2_500));
  expect(slopeOf(afterWarmUp(points, 0.25))).toBe(0);
  expect(afterWarmUp(points, 0.25)[0]?.at).toBe(25);
});

test('of many points some are chosen, from the first on', () => {
  const points = line(1000, (at) => at);
  expect(thinned(points, 100)).toHaveLength(100);
  expect(thinned(points, 100).map(({ at }) => at)).toEqual(Array.from({ length: 100 }, (_, at) => at * 10));
  expect(thinned(points.slice(0, 3), 100)).toHaveLength(3);
});

const bound: Bound = { name: 'heap', unit: 'MiB', perMove: 0.02, noise: 4 };

test.each([
  { what: 'a leak', values: line(400, (at) => 100 + at * 0.1), ok: false },
  { what: 'growth within the bound', values: line(1_000, (at) => 100 + at * 0.005), ok: true },
  { what: 'growth that a short run cannot tell from noise', values: line(20, (at) => 100 + at * 0.1), ok: true },
  { what: 'shrinking', values: line(400, (at) => 100 - at * 0.1), ok: true },
])('$what: $ok', ({ values, ok }) => {
  expect(judge(bound, values).ok).toBe(ok);
});
