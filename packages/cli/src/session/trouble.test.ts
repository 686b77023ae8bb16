import { expect, it } from 'vitest';
import { lastingTrouble } from './trouble.ts';

it('a server that keeps failing is told about once for each reason, after the third failure of a request', () => {
  const trouble = lastingTrouble();
  const retry = (server: string, attempt: number, reason: string): string | undefined =>
    trouble({ server, method: 'GET', path: '/', attempt, delayMs: 100, reason });
  expect([1, 2, 3, 4].map((attempt) => retry('source', attempt, 'connection refused'))).toEqual([
    undefined,
    undefined,
    'source: connection refused; still trying',
    undefined,
  ]);
  expect(retry('target', 3, 'connection refused')).toBe('target: connection refused; still trying');
  expect(retry('source', 5, '429 TooManyRequests')).toBe('source: 429 TooManyRequests; still trying');
});
