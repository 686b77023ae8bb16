import { AbortedError, BlockedError, MoveError, VerifyError } from '../errors.ts';
import type { MoveContext } from './context.ts';

/** An abort surfaces as whatever was being waited for; people want to know who stopped it. */
export function explain(error: unknown, context: MoveContext, signal: AbortSignal | undefined): MoveError {
  const { commit, rollback } = context.log.state;
  const stoppable = commit === 'no';
  if (signal?.aborted === true && stoppable) {
    return new AbortedError('the move was stopped on request', { phase: context.phase, cause: error });
  }
  // A rollback is not cut short: what fails in it has failed by itself.
  if (context.stop.aborted && stoppable && rollback === undefined) {
    return new BlockedError('the move took longer than its time limit', {
      code: 'timeout',
      phase: context.phase,
      cause: error,
    });
  }
  if (error instanceof MoveError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new VerifyError(`the move failed: ${words}`, { code: 'internal', phase: context.phase, cause: error });
}
