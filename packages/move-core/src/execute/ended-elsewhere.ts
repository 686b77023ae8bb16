import { defaults } from '../defaults.ts';
import type { MoveContext } from './context.ts';
import { readAll } from './read-all.ts';

/**
 * What to do with an unfinished move that has no Leases any more. It died before it had locked anything, or between
 * giving up its Leases and saying "finished", or it was ended from elsewhere, without this journal. Going on finds
 * out, because every step looks first; only which way to go has to be decided.
 */
export async function endedElsewhere(context: MoveContext): Promise<void> {
  const { state, note } = context.log;
  if (state.rollback !== undefined || state.abandonedTarget || state.commit === 'yes') return;
  if (state.commit === 'unsure') {
    note((await anythingInTarget(context)) ? { type: 'committed' } : { type: 'not-committed' });
    if (context.log.state.commit !== 'no') return;
  }
  if (state.holds.size > 0) {
    note({ type: 'rolling-back', because: 'the move was ended from elsewhere', abandonTarget: false });
  }
}

async function anythingInTarget(context: MoveContext): Promise<boolean> {
  const there = await readAll(context, context.target, context.plan.objects, {
    metadataOnly: true,
    retryBudgetMs: defaults.longRetryBudgetMs,
  });
  return context.plan.objects.some(
    ({ uid }) => context.ledger.targetOf(uid) !== 'adopted' && there.has(context.ledger.targetUidOf(uid) ?? ''),
  );
}
