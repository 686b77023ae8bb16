import { expect, test } from 'vitest';
import { plot, type Plotted } from './plot.ts';
import { escape } from './svg.ts';

function comparison(objects: number, roundTripMs: number, times: Readonly<Record<string, number>>): Plotted {
  const first = Object.values(times)[0] ?? 1;
  return {
    at: '2026-11-30T08:00:00Z',
    objects,
    roundTripMs,
    summaries: Object.entries(times).map(([contender, medianMs]) => ({
      contender,
      medianMs,
      fastestMs: medianMs * 0.9,
      slowestMs: medianMs * 1.1,
      against: 'clusterctl',
      timesFaster: first / medianMs,
    })),
  };
}

const drawn = plot([
  comparison(74, 0, { clusterctl: 4_000, tsmove: 2_000, 'raw bound': 1_000 }),
  comparison(999, 0, { clusterctl: 60_000, tsmove: 20_000 }),
  comparison(999, 25, { clusterctl: 90_000, tsmove: 30_000 }),
]);

test('bars are as long as the times they stand for, in each cell by its own scale', () => {
  const widths = [...drawn.matchAll(/<rect class="(\w+)"[^>]* width="([\d.]+)"/g)].map(([, name, width]) => [
    name,
    Number(width),
  ]);
  const bars = widths.filter(([name]) => name !== 'ground').map(([, width]) => Number(width));
  const [clusterctl = 0, tsmove = 0, raw = 0, slow = 0, fast = 0] = bars;
  expect(clusterctl / tsmove).toBeCloseTo(2, 1);
  expect(clusterctl / raw).toBeCloseTo(4, 1);
  expect(slow / fast).toBeCloseTo(3, 1);
  expect(slow).toBeCloseTo(clusterctl, 0);
});

test('everything lies within the picture', () => {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(drawn) ?? [];
  for (const [, x] of drawn.matchAll(/ x2?="([\d.]+)"/g)) expect(Number(x)).toBeLessThan(Number(width));
  for (const [, y] of drawn.matchAll(/ y2?="([\d.]+)"/g)) expect(Number(y)).toBeLessThan(Number(height));
});

test('what was measured twice is below, and not on top, of the first', () => {
  const twice = plot([comparison(74, 0, { tsmove: 2_000 }), comparison(74, 0, { tsmove: 3_000 })]);
  const [first, second] = [...twice.matchAll(/<text[^>]* y="([\d.]+)"[^>]*>74 objects, loopback/g)].map(([, y]) =>
    Number(y),
  );
  expect(second).toBeGreaterThan(first ?? Infinity);
});

test('it says what it shows, also to those who do not see it, and in the dark', () => {
  expect(drawn).toContain('999 objects, 25 ms round trip');
  expect(drawn).toContain('20.0 s · 3.0×');
  expect(drawn).toContain('aria-label=');
  expect(drawn).toContain('prefers-color-scheme: dark');
});

test('the same numbers give the same bytes, and words cannot break out of their element', () => {
  const one = [comparison(1, 0, { 'a <b> & "c"': 1 / 3 })];
  expect(plot(one)).toBe(plot(one));
  expect(plot(one)).toContain('a &lt;b&gt; &amp; &quot;c&quot;');
  expect(escape('<&>')).toBe('&lt;&amp;&gt;');
});
