import {
  ClustersError,
  type Diagnostic,
  MoveError,
  PartialMoveError,
  PivotError,
  PreflightError,
  RolledBackError,
} from '@tsmove/move-core';
import type { StopSignal } from '../context.ts';
import { EndedEarly } from './ended-early.ts';
import { exitCodeOf, isAbort } from './exit-code-of.ts';
import type { Failure } from './failure.ts';

const mostCauses = 5;

/**
 * Turns whatever was thrown into a failure; `stopped` is the signal that was received before, if any. Who has the move
 * now, and how to go on, is not in the error: `session/fail.ts` adds it.
 */
export function explain(error: unknown, stopped: StopSignal | undefined): Failure {
  const message = messageOf(error);
  const known = error instanceof MoveError;
  return {
    exitCode: exitCodeOf(error, stopped),
    kind: error instanceof Error ? error.name : 'Error',
    code: known ? error.code : codeOf(error),
    message:
      known || error instanceof EndedEarly
        ? message
        : isAbort(error)
          ? 'stopped on request'
          : `internal error: ${message}`,
    causes: causesOf(error, message),
    hint: hintFor(error),
    findings: findingsOf(error),
    worthExplaining: worthExplaining(error),
    report: error instanceof PartialMoveError || error instanceof RolledBackError ? error.report : undefined,
    clusters: error instanceof ClustersError ? error.outcomes : [],
    holder: undefined,
    next: [],
    stack: error instanceof Error ? error.stack : undefined,
  };
}

/** A pivot that is refused says so by the refusal of the move in it. */
function findingsOf(error: unknown): readonly Diagnostic[] {
  if (error instanceof PivotError) return findingsOf(error.cause);
  return error instanceof PreflightError ? error.diagnostics : [];
}

/** What says no more than its message, or that a cause has to be looked at. */
const plain: ReadonlySet<string> = new Set([
  ...['aborted', 'api', 'discovery', 'internal', 'kubeconfig', 'transport', 'usage'],
]);
const wrappers = [RolledBackError, PartialMoveError, PivotError];

/** Of a refusal its findings, of what was undone or stopped its cause. */
function worthExplaining(error: unknown): readonly string[] {
  const refusals = findingsOf(error).filter(({ severity }) => severity === 'error');
  if (refusals.length > 0) return refusals.map(({ code }) => code);
  if (wrappers.some((kind) => error instanceof kind) && (error as MoveError).cause instanceof MoveError) {
    return worthExplaining((error as MoveError).cause);
  }
  return error instanceof MoveError && !plain.has(error.code) ? [error.code] : [];
}

function hintFor(error: unknown): string | undefined {
  if ((error instanceof MoveError || error instanceof EndedEarly) && error.hint !== undefined) return error.hint;
  if (isAbort(error) || error instanceof MoveError || error instanceof EndedEarly) return undefined;
  return 'This is a mistake in tsmove; run it again with -v 6 and report what it prints.';
}

function codeOf(error: unknown): string {
  if (error instanceof EndedEarly) return 'ended-early';
  return isAbort(error) ? 'aborted' : 'internal';
}

/** What lies behind an error, without what its message repeats. */
function causesOf(error: unknown, message: string): readonly string[] {
  const causes: string[] = [];
  let told = message;
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause !== undefined && cause !== null && causes.length < mostCauses) {
    const text = messageOf(cause);
    // That something in flight was given up says nothing besides what stopped it.
    if (text !== '' && !isAbort(cause) && !told.includes(text)) {
      causes.push(text);
      told += text;
    }
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}

/** Errors of the network often have no message of their own, only a code, or the errors of several tries. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
