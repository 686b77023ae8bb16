// node .ci/summary.js REPORT SECOND-REPORT [FAILED-STEP...]
//
// Counts the tests in vitest's JSON report and ends with the line `N passed, N failed`. Whatever else went wrong counts
// as failed too: a test file that could not be loaded, a step that failed, a run without a report or without a test.
// Files of the second report were run again by themselves after they had failed: their second result counts, and each is
// named, because a test that fails now and then has a defect that somebody should look for.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [reportPath, secondPath, ...failedSteps] = process.argv.slice(2);
const count = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const fail = (what) => {
  count.failed += 1;
  failures.push(what);
};

const second = new Map(readReport(secondPath).map((file) => [file.name, file]));
for (const first of readReport(reportPath)) {
  const file = second.get(first.name) ?? first;
  const path = relative(process.cwd(), file.name);
  const failedBefore = count.failed;
  for (const { status, fullName } of file.assertionResults) {
    if (status === 'passed') count.passed += 1;
    else if (status === 'failed') fail(`${path}: ${fullName}`);
    else count.skipped += 1;
  }
  if (file.status === 'failed' && count.failed === failedBefore)
    fail(`${path}: ${file.message || 'did not run to its end'}`);
}

if (count.passed + count.failed === 0) fail('no test ran');
for (const step of failedSteps) {
  // A failed test is why this step failed; it is not counted twice.
  if (step === 'tests' && (count.failed > 0 || second.size > 0)) continue;
  fail(step === 'tests' ? 'tests: vitest reported an error outside of any test' : `step ${step}`);
}

for (const { name, assertionResults, message } of readReport(reportPath)) {
  if (!second.has(name)) continue;
  const reasons = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  console.log(`run again: ${relative(process.cwd(), name)}: ${reasons.join('; ') || message}`);
}
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`);
process.exitCode = count.failed === 0 ? 0 : 1;

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).testResults;
  } catch {
    return [];
  }
}
