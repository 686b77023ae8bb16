import type { CrashPoint } from '../mortal/mortal.ts';

/** How somebody goes on after a crash: with the journal, forward or back; or from the clusters alone. */
export type Recovery = 'resume' | 'rollback' | 'recover';

export const recoveries = ['resume', 'rollback', 'recover'] as const satisfies readonly Recovery[];

/** A process dies at a point, and another one goes on. */
export interface CrashCase {
  /**
   * Absent: it dies in a move. Otherwise a move has died there, one object after the other so that it is always the same
   * state, and the process that dies is the one that rolls it back.
   */
  readonly rollbackFrom?: CrashPoint;
  readonly point: CrashPoint;
  readonly how: Recovery;
}

/** One line that names a case, and that `--filter` matches. */
export function nameOf({ rollbackFrom, point, how }: CrashCase): string {
  const what = rollbackFrom === undefined ? 'move' : `rollback(${rollbackFrom.when} ${rollbackFrom.name})`;
  return `${what} dies ${point.when} ${point.name}, then ${how}`;
}

export interface CaseResult {
  readonly name: string;
  /** `missed`: the process never came to the point, which then was one of chance. */
  readonly outcome: 'passed' | 'failed' | 'missed';
  /** How it ended: `all`, `none` or `back`, and what else is worth counting. */
  readonly ending?: string;
  readonly elapsedMs: number;
  /** What of it went where, in ms: `draw`, `die`, `goOn`, `look`. */
  readonly steps: Readonly<Record<string, number>>;
  /** What is wrong, one line each. */
  readonly findings: readonly string[];
}
