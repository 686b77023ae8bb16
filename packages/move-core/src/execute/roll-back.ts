import { defaults } from '../defaults.ts';
import { VerifyError } from '../errors.ts';
import type { MoveContext } from './context.ts';
import { inPhase } from './in-phase.ts';
import { undoable, undoAll } from './phases/undo.ts';
import { readAll } from './read-all.ts';
import { returnAll } from './return/return-all.ts';
import { returnable } from './return/returnable.ts';

/** The last look before copies are deleted: each of them must have its original, or it would be the only one. */
async function requireOriginals(context: MoveContext): Promise<void> {
  const there = await readAll(context, context.source, returnable(context), {
    only: 'versions',
    retryBudgetMs: defaults.longRetryBudgetMs,
  });
  const lost = returnable(context).find(({ uid }) => !there.has(context.ledger.sourceUidOf(uid)));
  if (lost === undefined) return;
  throw new VerifyError('it is not in the source, so the copy in the target is not removed', {
    ref: lost.ref,
    code: 'original-missing',
    hint: 'Find out who deleted it in the source. The copy in the target is the only one.',
  });
}

/**
 * Takes a move that holds its lock back to none. What was retired is made anew in the source first, from the target's
 * copies; then what is in the target goes, then the source is released (contract 5). It can itself be interrupted and
 * gone on with: every step begins by looking.
 */
export async function rollBack(context: MoveContext, because: string): Promise<void> {
  const { state } = context.log;
  if (state.rollback === undefined) context.log.note({ type: 'rolling-back', because, abandonTarget: false });
  await context.log.durable();
  if (state.retiring && !state.returned) {
    await inPhase(context, 'return', returnable(context).length, () => returnAll(context));
    // Once the target is being undone, its copies are not there any more to make anything anew from.
    context.log.note({ type: 'returned' });
    await context.log.durable();
  }
  if (state.commit === 'yes') await requireOriginals(context);
  await inPhase(context, 'undo', undoable(context).length, () => undoAll(context));
}
