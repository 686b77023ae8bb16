import { crdModules } from '../support/binaries/pinned.ts';

/** What the matrix reads of vitest's JSON report. */
export interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
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
  const result =
    report === undefined ? 'did not start' : `${report.numPassedTests} passed, ${report.numFailedTests} failed`;
  return `| ${[kubernetes, clusterApi, drivers.join(', '), result, `${seconds} s`].join(' | ')} |`;
}
