// node .ci/failed-files.js REPORT
//
// Prints the test files that failed in a vitest JSON report, one per line; nothing when they are so many that it is not
// for one of them to have had bad luck, or when there is no report.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const most = 4;

let results = [];
try {
  results = JSON.parse(readFileSync(process.argv[2], 'utf8')).testResults;
} catch {
  // Without a report nothing is known of any file.
}
const failed = results
  .filter(({ status, assertionResults }) => status === 'failed' || assertionResults.some((t) => t.status === 'failed'))
  .map(({ name }) => relative(process.cwd(), name));
if (failed.length <= most) for (const file of failed) console.log(file);
