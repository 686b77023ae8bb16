import { AbortedError, PartialMoveError, RolledBackError, type MoveError } from '../errors.ts';
import type { MoveContext } from './context.ts';
import { inPhase } from './in-phase.ts';
import { undoable, undoAll } from './phases/undo.ts';
import type { MoveReport } from './report.ts';

/**
 * Ends a move that has failed. As long as nothing was deleted in the source it is undone; the answer is the error for
 * the caller, which says how things stand. It never raises: an undo that fails is part of the answer.
 */
export async function giveUp(
  context: MoveContext,
  failure: MoveError,
  onFailure: 'rollback' | 'stop',
  report: (outcome: MoveReport['outcome']) => MoveReport,
): Promise<MoveError> {
  const { phase } = context;
  const untouched = context.ledger.targetUntouched() && context.createdNamespaces.size === 0;
  const stopped = (because: string): PartialMoveError => {
    const final = report('stopped');
    context.emit({ type: 'finished', report: final });
    return new PartialMoveError(`the move stopped half way, while in phase ${phase}: ${because}`, final, {
      phase,
      cause: failure,
      ...(failure.hint === undefined ? {} : { hint: failure.hint }),
    });
  };
  if (context.retiring || (onFailure === 'stop' && !untouched)) return stopped(failure.message);
  if (!untouched) context.emit({ type: 'rolling-back', because: failure.message });
  try {
    if (!untouched || context.holds.size > 0) {
      await inPhase(context, 'undo', undoable(context).length, () => undoAll(context));
    }
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return stopped(`${failure.message}; and then it could not be undone: ${because}`);
  }
  const final = report(untouched ? 'refused' : 'rolled-back');
  context.emit({ type: 'finished', report: final });
  // Who asked for the stop wants to hear that it stopped; everybody else that what was there is undone.
  if (untouched || failure instanceof AbortedError) return failure;
  return new RolledBackError(`the move failed in phase ${phase} and was undone: ${failure.message}`, final, {
    phase,
    cause: failure,
    ...(failure.hint === undefined ? {} : { hint: failure.hint }),
  });
}
