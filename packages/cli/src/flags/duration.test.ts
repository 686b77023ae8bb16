import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['.5s', 500],
    ['1h0m5s', 3_605_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '90', 'soon', '5 m', '-5s', '5M', '1d', '1h-5m', '5mm', '1..5s'])('"%s" is refused', (text) => {
    expect(() => parseDuration(text)).toThrow(`"${text}" is not a duration; write it like 90s, 5m or 1h30m`);
  });

  it('is not zero, and not longer than a timer can run', () => {
    expect(() => parseDuration('0s')).toThrow('no time at all');
    expect(() => parseDuration('577h')).toThrow('too long');
    expect(parseDuration('576h')).toBe(576 * 3_600_000);
  });

  it.each([
    [40, '40ms'],
    [400, '0.4s'],
    [12_340, '12.3s'],
    [59_960, '1m00s'],
    [125_000, '2m05s'],
    [3_720_000, '1h02m'],
  ])('of %d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
