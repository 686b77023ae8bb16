import type { KubeObject } from '../../model/kube-object.ts';
import { fieldManagerOf, isWrittenBy } from '../../model/marks.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { defaults } from '../../defaults.ts';
import { holdFor } from '../../provider/holds.ts';
import { keyOf, typeOf, type MoveContext } from '../context.ts';
import { planWalk } from '../plan-walk.ts';
import { removeObject } from '../removal.ts';
import { putBack } from '../replaced/put-back.ts';
import { removeNamespaces } from '../remove-namespaces.ts';
import { releaseSource } from './release.ts';

/** The objects that are, or may be, in the target because of this move; adopted ones were there before. */
export function undoable(context: MoveContext): readonly PlannedObject[] {
  return context.plan.objects.filter(({ uid }) => {
    const state = context.ledger.targetOf(uid);
    // What another process did last may be there without being on record: then a look decides.
    return state !== 'adopted' && (state !== 'absent' || context.takenOver);
  });
}

/**
 * Makes it as if the move had never begun: what it created in the target goes, dependents first and by the removal
 * protocol, so that no controller there tears anything down; then the namespaces it created; then the source is given
 * its earlier state, last, when the target holds nothing any more that could act (contract 5). Only for a move that
 * has deleted nothing in the source yet.
 */
export async function undoAll(context: MoveContext): Promise<void> {
  await planWalk(context, 'dependents-first', (planned) => undoOne(context, planned), undoable(context));
  await removeNamespaces(context);
  await releaseSource(context);
}

async function undoOne(context: MoveContext, planned: PlannedObject): Promise<void> {
  const { replaced, targetUid } = context.log.state.objects.get(planned.uid) ?? {};
  if (replaced === true && targetUid !== undefined) {
    await putBack(context, planned, targetUid);
    context.ledger.setTarget(planned.uid, 'absent');
    context.emit({ type: 'object-put-back', ref: planned.ref });
    return;
  }
  const ours = await lookForOurs(context, planned);
  if (ours !== undefined) {
    await removeObject(context.target, {
      type: typeOf(context, planned.ref),
      ref: planned.ref,
      baseline: ours,
      // It is ours whatever somebody has made of it meanwhile; the source has the original.
      mayChange: [''],
      heldThroughDeletion: holdFor(context.providers, planned.ref)?.stopsDeletion === true,
      fieldManager: fieldManagerOf(context.moveId),
      onDenied: (because) => {
        context.emit({ type: 'object-blocked', ref: planned.ref, because });
      },
    });
  }
  context.ledger.setTarget(planned.uid, 'absent');
  context.emit({ type: 'object-undone', ref: planned.ref });
}

/** Ours is what carries the UID that a create answered, or, if no answer came, our field manager (contract 7.3). */
async function lookForOurs(context: MoveContext, planned: PlannedObject): Promise<KubeObject | undefined> {
  const there = await context.target.get(typeOf(context, planned.ref), keyOf(planned.ref), {
    retryBudgetMs: defaults.longRetryBudgetMs,
  });
  if (there === undefined) return undefined;
  const uid = context.ledger.targetUidOf(planned.uid);
  const isOurs = uid === undefined ? isWrittenBy(there, context.moveId) : there.metadata.uid === uid;
  return isOurs ? there : undefined;
}
