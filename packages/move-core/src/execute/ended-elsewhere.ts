import { defaults } from '../defaults.ts';
import type { PlannedObject } from '../plan/types.ts';
import type { MoveContext } from './context.ts';
import { lastToLeave } from './phases/last-to-leave.ts';
import { readAll } from './read-all.ts';

const look = { only: 'metadata', retryBudgetMs: defaults.longRetryBudgetMs } as const;

/**
 * What to do with an unfinished move that has no Leases any more. It died before it had locked anything, or between
 * giving up its Leases and saying "finished", or it was ended from elsewhere, without this journal. Going on finds
 * out, because every step looks first; but which way to go, and how far it is, is told by the clusters alone.
 */
export async function endedElsewhere(context: MoveContext): Promise<void> {
  const { state, note } = context.log;
  if (state.abandonedTarget || state.releasing) return;
  if (state.rollback !== undefined) return overtaken(context);
  if (state.commit === 'unsure') {
    note((await anythingInTarget(context)) ? { type: 'committed' } : { type: 'not-committed' });
  }
  if (context.log.state.commit === 'yes') await lookHowFar(context);
  else if (state.holds.size > 0) {
    note({ type: 'rolling-back', because: 'the move was ended from elsewhere', abandonTarget: false });
  }
  await announceCommit(context);
}

/**
 * A rollback that had not made anything anew yet, of which nothing is left in the source: somebody has recovered the
 * move meanwhile, forward, and it is finished. Then taking it back is a move of its own, as it always is.
 */
async function overtaken(context: MoveContext): Promise<void> {
  const { commit, returned, objects } = context.log.state;
  const begun = [...objects.values()].some(({ source }) => source === 'recreated');
  if (commit !== 'yes' || returned || begun) return;
  const leaving = leavingFirst(context);
  const there = await readAll(context, context.source, leaving, look);
  if (leaving.some(({ uid }) => there.has(context.ledger.sourceUidOf(uid)))) return;
  await lookHowFar(context);
  await announceCommit(context);
}

async function announceCommit(context: MoveContext): Promise<void> {
  await context.log.durable();
  const { commit, releasing } = context.log.state;
  if (commit !== 'yes') return;
  // The Leases are new, and whoever recovers goes by them.
  await context.lock?.announce({ phase: 'seal', committed: true, ...(releasing ? { releasing: true } : {}) });
}

/**
 * A committed move without Leases was finished, by whomever: then nothing of it is in the source. If only a part has
 * left, its Leases were taken away, and deletions had begun.
 */
async function lookHowFar(context: MoveContext): Promise<void> {
  const { note } = context.log;
  const leaving = context.plan.objects.filter(({ fate }) => fate === 'move');
  const there = await readAll(context, context.source, leaving, look);
  const gone = leaving.filter(({ uid }) => !there.has(context.ledger.sourceUidOf(uid)));
  if (gone.length === 0) return;
  // Whoever deletes in the source has sealed the target before: all of it, with what is shared and stays.
  for (const { uid } of context.plan.objects) {
    if (context.ledger.targetOf(uid) === 'ready') context.ledger.setTarget(uid, 'sealed');
  }
  note({ type: 'retiring' });
  for (const { uid } of gone) context.ledger.setSource(uid, 'retired');
  if (leavingFirst(context).every(({ uid }) => !there.has(context.ledger.sourceUidOf(uid)))) {
    note({ type: 'releasing' });
  }
}

/** What leaves the source before the target is released. The rest may still be there when the target is at work. */
function leavingFirst(context: MoveContext): readonly PlannedObject[] {
  const last = lastToLeave(context);
  return context.plan.objects.filter(({ uid, fate }) => fate === 'move' && !last.has(uid));
}

async function anythingInTarget(context: MoveContext): Promise<boolean> {
  const there = await readAll(context, context.target, context.plan.objects, look);
  return context.plan.objects.some(
    ({ uid }: PlannedObject) =>
      context.ledger.targetOf(uid) !== 'adopted' &&
      // What was replaced is there in any case.
      context.log.state.objects.get(uid)?.replaced !== true &&
      there.has(context.ledger.targetUidOf(uid) ?? ''),
  );
}
