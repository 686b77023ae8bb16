import { expect, test } from 'vitest';
import { rowOf, type VitestReport } from './row.ts';

const measured = { kubernetes: 'v1.33.13', clusterApi: 'v1.13.4', drivers: ['envtest', 'container'], seconds: 90 };

/** What vitest reports of files, given what became of the tests in each, and which of the files it says failed. */
function report(files: readonly (readonly string[])[], failedFiles: readonly number[] = []): VitestReport {
  const count = (status: string): number => files.flat().filter((one) => one === status).length;
  return {
    success: failedFiles.length === 0,
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    testResults: files.map((tests, at) => ({
      status: failedFiles.includes(at) ? 'failed' : 'passed',
      assertionResults: tests.map((status) => ({ status })),
    })),
  };
}

test('a row says what was measured', () => {
  expect(rowOf(report([['passed', 'passed'], ['passed', 'skipped'], ['skipped']]), measured)).toBe(
    '| v1.33.13 | v1.13.4 | envtest, container | 3 passed, 0 failed | 90 s |',
  );
  expect(rowOf(report([['passed', 'failed'], ['passed']], [0]), measured)).toContain('| 2 passed, 1 failed |');
});

test('servers that could not be made are no result', () => {
  expect(rowOf(undefined, measured)).toContain('| did not start |');
});

test('servers that were made and did not come up are no result either', () => {
  expect(rowOf(report([['skipped', 'skipped'], ['skipped']], [0]), measured)).toContain('| did not start |');
});

test('tests that never began are not passed over in silence', () => {
  expect(rowOf(report([['passed'], ['skipped'], ['skipped']], [1]), measured)).toContain(
    '| 1 passed, 0 failed, 1 file failed outside of tests |',
  );
  expect(rowOf(report([['passed'], ['skipped'], ['passed']], [1, 2]), measured)).toContain(
    '| 2 passed, 0 failed, 2 files failed outside of tests |',
  );
});
