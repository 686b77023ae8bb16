import {
  AbortedError,
  ArchiveError,
  BlockedError,
  DiscoveryError,
  FencedError,
  JournalError,
  KubeconfigError,
  LockedError,
  PartialMoveError,
  PivotError,
  PreflightError,
  StalePlanError,
  UsageError,
} from '@tsmove/move-core';
import { LeasesError } from '@tsmove/providers';
import type { StopSignal } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { EndedEarly } from './ended-early.ts';

const halfWay = [PartialMoveError, FencedError] as const;
const refusals = [PreflightError, DiscoveryError, BlockedError, StalePlanError, LockedError, LeasesError] as const;
const badUsage = [UsageError, KubeconfigError, JournalError, ArchiveError] as const;

/** The exit code for an error; `stopped` is the signal that was received before it, if any. */
export function exitCodeOf(error: unknown, stopped: StopSignal | undefined): ExitCode {
  if (halfWay.some((kind) => error instanceof kind)) return exitCodes.partial;
  // An undone pivot ends as what had failed; a half done one is half way whatever it was.
  if (error instanceof PivotError) {
    if (error.report.outcome !== 'undone') return exitCodes.partial;
    return halfWay.some((kind) => error.cause instanceof kind) ? exitCodes.failed : exitCodeOf(error.cause, stopped);
  }
  if (error instanceof EndedEarly) return error.exitCode;
  if (isAbort(error)) return stopped === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  if (badUsage.some((kind) => error instanceof kind)) return exitCodes.usage;
  if (refusals.some((kind) => error instanceof kind)) return exitCodes.refused;
  return exitCodes.failed;
}

/** True for an error that says no more than that somebody asked to stop. */
export function isAbort(error: unknown): boolean {
  return error instanceof AbortedError || (error instanceof Error && error.name === 'AbortError');
}
