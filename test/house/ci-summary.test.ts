import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'tsmove-summary-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const root = join(import.meta.dirname, '..', '..');

interface FileResult {
  readonly status: string;
  readonly tests: readonly string[];
}

/** The exit code and the last line of the summary of a report; no report at all where `files` is undefined. */
function summary(
  files: readonly FileResult[] | undefined,
  ...failedSteps: readonly string[]
): readonly [number | null, string] {
  const path = join(folder, files === undefined ? 'missing.json' : 'report.json');
  if (files !== undefined) {
    const testResults = files.map(({ status, tests }, index) => ({
      name: join(root, `f${index}.test.ts`),
      status,
      message: '',
      assertionResults: tests.map((each) => ({ status: each, fullName: 'does something' })),
    }));
    writeFileSync(path, JSON.stringify({ testResults }));
  }
  const { status, stdout } = spawnSync(process.execPath, ['.ci/summary.js', path, ...failedSteps], {
    cwd: root,
    encoding: 'utf8',
  });
  return [status, stdout.trimEnd().split('\n').at(-1) ?? ''];
}

test('counts the tests of all files', () => {
  const files = [
    { status: 'passed', tests: ['passed', 'passed'] },
    { status: 'passed', tests: ['passed'] },
  ];
  expect(summary(files)).toEqual([0, '3 passed, 0 failed']);
});

test('names skipped tests only when there are any', () => {
  expect(summary([{ status: 'passed', tests: ['passed', 'skipped', 'todo'] }])).toEqual([
    0,
    '1 passed, 0 failed, 2 skipped',
  ]);
});

test('counts a failed test once, although its step failed too', () => {
  expect(summary([{ status: 'failed', tests: ['passed', 'failed'] }], 'tests')).toEqual([1, '1 passed, 1 failed']);
});

test('counts a file that could not be loaded', () => {
  const files = [
    { status: 'failed', tests: [] },
    { status: 'passed', tests: ['passed'] },
  ];
  expect(summary(files, 'tests')).toEqual([1, '1 passed, 1 failed']);
});

test('counts an error outside of any test', () => {
  expect(summary([{ status: 'passed', tests: ['passed'] }], 'tests')).toEqual([1, '1 passed, 1 failed']);
});

test('counts every other step that failed', () => {
  expect(summary([{ status: 'passed', tests: ['passed'] }], 'lint', 'packages')).toEqual([1, '1 passed, 2 failed']);
});

test('fails when no test ran', () => {
  expect(summary([])).toEqual([1, '0 passed, 1 failed']);
  expect(summary([{ status: 'passed', tests: ['skipped'] }])).toEqual([1, '0 passed, 1 failed, 1 skipped']);
});

test('fails without a report, because vitest crashed', () => {
  expect(summary(undefined, 'tests')).toEqual([1, '0 passed, 1 failed']);
});
