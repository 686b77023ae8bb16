import type { ClustersError, Diagnostic, MoveReport } from '@tsmove/move-core';
import type { ExitCode } from '../exit-codes.ts';
import type { NextStep } from '../session/next-steps.ts';

/** Why a command failed, as data: views print it, each in its way. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** Class of the error, for example `PreflightError`. */
  readonly kind: string;
  /** Stable name of the reason, for example `source-is-target`. */
  readonly code: string;
  /** Starts with the object that it is about. */
  readonly message: string;
  /** From the nearest cause to the first one. */
  readonly causes: readonly string[];
  /** What the user can do, one sentence. */
  readonly hint: string | undefined;
  /** What preflight found. */
  readonly findings: readonly Diagnostic[];
  /** What is where, if the move stopped half way or was undone. */
  /** Codes that tsmove explain has more about than is said here. */
  readonly worthExplaining: readonly string[];
  readonly report: MoveReport | undefined;
  /** What became of each Cluster, if each was to move by itself. */
  readonly clusters: ClustersError['outcomes'];
  /** Who has the move now, if another process has taken it over. */
  readonly holder: string | undefined;
  /** Commands to go on with; never empty if the move stopped half way. */
  readonly next: readonly NextStep[];
  readonly stack: string | undefined;
}
