import { afterEach, expect, test, vi } from 'vitest';
import { patienceOf } from './patience.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('nothing is waited for longer than usual, unless somebody says so', () => {
  expect([undefined, '', '1', '2.5', '10'].map(patienceOf)).toEqual([1, 1, 1, 2.5, 10]);
});

test.each(['0', '0.5', '-1', 'long', 'Infinity'])('%s is no patience', (text) => {
  expect(() => patienceOf(text)).toThrow('TSMOVE_TEST_PATIENCE');
});

test('who waits in the test bed waits as many times as long', async () => {
  vi.stubEnv('TSMOVE_TEST_PATIENCE', '4');
  vi.resetModules();
  const { until } = await import('./until.ts');
  const never = until({ what: 'what never comes', timeout: 5, interval: 1 }, () => false);
  await expect(never).rejects.toThrow('what never comes: not within 20 ms');
});
