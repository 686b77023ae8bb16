import { expect, test } from 'vitest';
import { rowOf } from './row.ts';

const measured = { kubernetes: 'v1.33.7', clusterApi: 'v1.13.4', drivers: ['envtest', 'container'], seconds: 90 };

test('a row says what was measured', () => {
  const report = { success: true, numPassedTests: 14, numFailedTests: 0 };
  expect(rowOf(report, measured)).toBe('| v1.33.7 | v1.13.4 | envtest, container | 14 passed, 0 failed | 90 s |');
});

test('servers that could not be made are no result', () => {
  expect(rowOf(undefined, measured)).toContain('| did not start |');
});
