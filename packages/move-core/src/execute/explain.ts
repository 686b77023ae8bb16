import { AbortedError, BlockedError, MoveError, VerifyError } from '../errors.ts';
import type { MoveContext } from './context.ts';

/** An abort surfaces as whatever was being waited for; people want to know who stopped it. */
export function explain(error: unknown, context: MoveContext, signal: AbortSignal | undefined): MoveError {
  const stoppable = context.log.state.commit === 'no';
  if (signal?.aborted === true && stoppable) {
    return new AbortedError('the move was stopped on request', { phase: context.phase, cause: error });
  }
  if (context.stop.aborted && stoppable) {
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
