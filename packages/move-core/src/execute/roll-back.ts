import type { MoveContext } from './context.ts';
import { inPhase } from './in-phase.ts';
import { undoable, undoAll } from './phases/undo.ts';
import { returnAll } from './return/return-all.ts';
import { returnable } from './return/returnable.ts';

/**
 * Takes a move that holds its lock back to none. What was retired is made anew in the source first, from the target's
 * copies; then what is in the target goes, then the source is released (contract 5). It can itself be interrupted and
 * gone on with: every step begins by looking.
 */
export async function rollBack(context: MoveContext, because: string): Promise<void> {
  const { state } = context.log;
  if (state.rollback === undefined) context.log.note({ type: 'rolling-back', because, abandonTarget: false });
  await context.log.durable();
  if (state.retiring) {
    await inPhase(context, 'return', returnable(context).length, () => returnAll(context));
  }
  await inPhase(context, 'undo', undoable(context).length, () => undoAll(context));
}
