import { VerifyError } from '../errors.ts';
import { readLeases } from '../lock/read-leases.ts';
import { defaults } from '../defaults.ts';
import type { MoveContext } from './context.ts';

/**
 * Whether a commit whose announcement failed is one: it is if the target's Lease says so. Before that is read, the
 * Lease is written once more, so that the announcement cannot arrive afterwards.
 */
export async function settleCommit(context: MoveContext): Promise<void> {
  const { state, note } = context.log;
  if (state.commit !== 'unsure') return;
  await context.lock?.announce({ phase: context.phase });
  const leases = await readLeases(context.target, { retryBudgetMs: defaults.longRetryBudgetMs });
  const ours = leases.find(({ content }) => content.moveId === context.moveId);
  if (ours === undefined) throw new VerifyError('the Lease of the move is gone from the target', { code: 'no-lease' });
  note(ours.content.committed ? { type: 'committed' } : { type: 'not-committed' });
}
