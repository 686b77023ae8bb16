import type { FinalOutcome } from '../journal/records.ts';
import type { MoveContext } from './context.ts';
import { forgetReplaced } from './replaced/keep.ts';

/**
 * Ends a move: its Leases go, then the journal says so. In this order, because a journal that says "finished" is
 * never looked at again, whereas a missing Lease is found by whoever goes on, who then finds nothing left to do.
 * A journal that must not outlast the move goes before the Leases: without them nobody would find it.
 */
export async function finish(context: MoveContext, outcome: FinalOutcome): Promise<void> {
  const { log, lock } = context;
  if (lock !== undefined && mayHaveReplaced(context)) await forgetReplaced(context);
  const finished = async (): Promise<void> => {
    log.note({ type: 'finished', outcome });
    await log.durable();
  };
  if (log.keepsNothing()) {
    await finished();
    // Otherwise nobody could tell a journal that was removed because its move is over from one that was lost.
    await lock?.announce({ ended: true });
    // A source that could not be told would be left with a Lease that does not say it.
    await lock?.gate();
    await log.forget();
    await lock?.release();
  } else {
    // Under the lock as long as there is one.
    await log.durable();
    await lock?.release();
    // What is still to be written is not under the lock any more.
    context.lock = undefined;
    // The move is over, whether that is on record or not: who goes on with it finds no Leases, and nothing left to do.
    const known = log.lost();
    log.tolerate();
    await finished();
    const lost = log.lost();
    if (known === undefined && lost !== undefined) context.emit({ type: 'journal-lost', because: lost.message });
  }
  await log.close();
}

/** Whoever recovers a move has no plan that tells. */
function mayHaveReplaced({ recovered, plan }: MoveContext): boolean {
  return recovered || plan.objects.some(({ onConflict }) => onConflict === 'update');
}

/** Leaves a move half way for whoever goes on with it: the Leases stay, the journal is closed. */
export async function leave(context: MoveContext): Promise<void> {
  // What is known is written while that is still allowed. If it cannot be, whoever goes on finds it in the clusters.
  await context.log.durable().catch(() => undefined);
  context.lock?.letGo();
  await context.log.close();
}
