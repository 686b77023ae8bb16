import { MoveError, type MoveErrorOptions } from '../errors.ts';
import type { PivotReport } from './types.ts';

/**
 * A pivot has failed. By `report.outcome` it is undone, and both clusters are as before, or it stopped half way and can
 * be gone on with or undone. The failure is the `cause`.
 */
export class PivotError extends MoveError {
  readonly report: PivotReport;
  constructor(message: string, report: PivotReport, options?: MoveErrorOptions) {
    super(message, report.outcome === 'undone' ? 'pivot-undone' : 'pivot-stopped', options);
    this.report = report;
  }
}
