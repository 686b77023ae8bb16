import { describe, expect, it } from 'vitest';
import { parseRetryAfter, retryDelay } from './schedule.ts';

const schedule = { baseDelayMs: 100, maxDelayMs: 8_000 };

describe('the retry schedule', () => {
  it('doubles the bound with each attempt up to the largest delay', () => {
    const almostOne = 1 - Number.EPSILON;
    expect([1, 2, 3, 4, 8, 50].map((attempt) => retryDelay(schedule, attempt, almostOne))).toEqual([
      100, 200, 400, 800, 8_000, 8_000,
    ]);
  });

  it('uses the whole range from nothing to the bound', () => {
    expect(retryDelay(schedule, 5, 0)).toBe(0);
    expect(retryDelay(schedule, 5, 0.5)).toBe(800);
  });

  it('waits out a Retry-After and adds the jitter of a first retry', () => {
    expect(retryDelay(schedule, 7, 0, 3_000)).toBe(3_000);
    expect(retryDelay(schedule, 7, 0.5, 3_000)).toBe(3_050);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');

  it.each([
    ['1', 1_000],
    [' 30 ', 30_000],
    ['Sat, 21 Nov 2026 10:00:05 GMT', 5_000],
    ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
