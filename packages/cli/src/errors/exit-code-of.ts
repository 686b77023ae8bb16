import {
  AbortedError,
  BlockedError,
  DiscoveryError,
  FencedError,
  JournalError,
  KubeconfigError,
  LockedError,
  PartialMoveError,
  PreflightError,
  StalePlanError,
  UsageError,
} from '@tsmove/move-core';
import type { StopSignal } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { EndedEarly } from './ended-early.ts';

const halfWay = [PartialMoveError, FencedError] as const;
const refusals = [PreflightError, DiscoveryError, BlockedError, StalePlanError, LockedError] as const;
const badUsage = [UsageError, KubeconfigError, JournalError] as const;

/** The exit code for an error; `stopped` is the signal that was received before it, if any. */
export function exitCodeOf(error: unknown, stopped: StopSignal | undefined): ExitCode {
  if (halfWay.some((kind) => error instanceof kind)) return exitCodes.partial;
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
