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
  const { code, lines } = summarise([report('first', files), report('again', undefined)], failedSteps);
  return [code, lines.at(-1) ?? ''];
}

/** A report of vitest, or the path of none. */
function report(name: string, files: readonly FileResult[] | undefined, from = 0): string {
  const path = join(folder, `${files === undefined ? 'missing' : name}.json`);
  if (files === undefined) return path;
  const testResults = files.map(({ status, tests }, index) => ({
    name: join(root, `f${index + from}.test.ts`),
    status,
    message: '',
    assertionResults: tests.map((each) => ({ status: each, fullName: 'does something' })),
  }));
  writeFileSync(path, JSON.stringify({ testResults }));
  return path;
}

function summarise(
  reports: readonly string[],
  failedSteps: readonly string[],
): { readonly code: number | null; readonly lines: readonly string[] } {
  const { status, stdout } = spawnSync(process.execPath, ['.ci/summary.js', ...reports, ...failedSteps], {
    cwd: root,
    encoding: 'utf8',
  });
  return { code: status, lines: stdout.trimEnd().split('\n') };
}

/** The files that are to be run again after this report. */
function failedFiles(files: readonly FileResult[] | undefined): readonly string[] {
  const { stdout } = spawnSync(process.execPath, ['.ci/failed-files.js', report('first', files)], {
    cwd: root,
    encoding: 'utf8',
  });
  return stdout.split('\n').filter((line) => line !== '');
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

test('a file that failed and then passed by itself counts as it passed, and is named', () => {
  const first = report('first', [
    { status: 'passed', tests: ['passed'] },
    { status: 'failed', tests: ['passed', 'failed'] },
  ]);
  const again = report('again', [{ status: 'passed', tests: ['passed', 'passed'] }], 1);
  expect(summarise([first, again], ['tests'])).toEqual({
    code: 0,
    lines: ['run again: f1.test.ts: does something', '3 passed, 0 failed'],
  });
});

test('a file that failed twice has failed', () => {
  const failing = [{ status: 'failed', tests: ['failed'] }];
  const reports = [report('first', failing), report('again', failing)];
  expect(summarise(reports, ['tests', 'again'])).toMatchObject({ code: 1 });
  expect(summarise(reports, ['tests', 'again']).lines).toContain('failed: f0.test.ts: does something');
});

test('only a few failed files are run again: many are no bad luck', () => {
  const failed: FileResult = { status: 'failed', tests: ['failed'] };
  const passed: FileResult = { status: 'passed', tests: ['passed'] };
  expect(failedFiles([passed, failed, { status: 'failed', tests: [] }])).toEqual(['f1.test.ts', 'f2.test.ts']);
  expect(failedFiles([failed, failed, failed, failed, failed])).toEqual([]);
  expect(failedFiles(undefined)).toEqual([]);
});
