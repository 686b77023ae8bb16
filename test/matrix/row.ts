import { crdModules } from '../support/binaries/pinned.ts';

/** What the matrix reads of vitest's JSON report. */
export interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** One of each file. */
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

export interface Measured {
  readonly kubernetes: string;
  /** Undefined: the pinned one. */
  readonly clusterApi: string | undefined;
  readonly drivers: readonly string[];
  readonly seconds: number;
}

/** One line of the table in docs/compatibility.md: what was measured, and nothing else. */
export function rowOf(report: VitestReport | undefined, measured: Measured): string {
  const { kubernetes, clusterApi = crdModules.core.version, drivers, seconds } = measured;
  return `| ${[kubernetes, clusterApi, drivers.join(', '), resultOf(report), `${seconds} s`].join(' | ')} |`;
}

function resultOf(report: VitestReport | undefined): string {
  if (report === undefined) return 'did not start';
  const { numPassedTests, numFailedTests, testResults } = report;
  // Tests whose servers did not come up count as skipped: of their file alone is said that it failed.
  const silent = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  ).length;
  if (silent > 0 && numPassedTests + numFailedTests === 0) return 'did not start';
  const outside = silent === 0 ? '' : `, ${silent} ${silent === 1 ? 'file' : 'files'} failed outside of tests`;
  return `${numPassedTests} passed, ${numFailedTests} failed${outside}`;
}
