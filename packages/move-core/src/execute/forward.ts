import type { MoveContext } from './context.ts';
import { finish } from './finish.ts';
import { inPhase } from './in-phase.ts';
import { makeReport } from './make-report.ts';
import { reachBaseline } from './phases/baseline.ts';
import { createAll } from './phases/create.ts';
import { releasable, releaseAll } from './phases/release.ts';
import { lastToLeave } from './phases/last-to-leave.ts';
import { readRetiring } from './phases/retiring-baseline.ts';
import { retireAll, retiring } from './phases/retire.ts';
import { sealAll, unsealed } from './phases/seal.ts';
import { verifyBeforeCommit } from './phases/verify.ts';
import type { PlannedObject } from '../plan/types.ts';
import type { MoveReport } from './report.ts';

/**
 * Takes a move that holds its lock from wherever it stands to its end. Every phase begins by looking at what is
 * there, so that it does not matter who did the part before.
 */
export async function goForward(context: MoveContext): Promise<MoveReport> {
  const { state } = context.log;
  if (state.commit === 'no') await reachCommit(context);
  else await readRetiring(context, state.releasing ? adopted(context) : context.plan.objects);
  await inPhase(context, 'seal', unsealed(context).length, () => sealAll(context));
  if (!state.releasing) {
    await inPhase(context, 'retire', retiring(context).length, () => retireAll(context));
  }
  await inPhase(context, 'release', releasable(context).length, () => releaseAll(context));
  await finish(context, 'moved');
  const report = makeReport(context, 'moved');
  context.emit({ type: 'finished', report });
  return report;
}

/** Once releasing has begun, the target's objects live a life of their own, and only these may be in the source yet. */
function adopted(context: MoveContext): readonly PlannedObject[] {
  const last = lastToLeave(context);
  return context.plan.objects.filter(({ uid }) => last.has(uid));
}

async function reachCommit(context: MoveContext): Promise<void> {
  await reachBaseline(context);
  await context.whenQuiet?.(context.stop);
  await inPhase(context, 'create', context.plan.objects.length, () => createAll(context));
  await inPhase(context, 'verify', context.plan.objects.length, () => verifyBeforeCommit(context));
  context.stop.throwIfAborted();
  // What was created, with its UIDs, is durable before the commit: after it nothing else tells ours from others.
  context.log.note({ type: 'committing' });
  await context.log.durable();
  await context.lock?.announce({ phase: 'seal', committed: true });
  context.log.note({ type: 'committed' });
  await context.log.durable();
  context.emit({ type: 'committed' });
}
