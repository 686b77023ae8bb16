import { named } from './named.ts';
import type { PlannedObject } from '../plan/types.ts';
import { plannedByUid, type MoveContext } from './context.ts';
import { walk } from './walk.ts';

/**
 * Works on planned objects along the plan's edges, several at a time. Failures are noted in the ledger, as are the
 * objects that were not reached; the first failure is raised. Up to the commit point the user can stop it, but
 * not while it is being undone.
 */
export async function planWalk(
  context: MoveContext,
  order: 'owners-first' | 'dependents-first',
  work: (planned: PlannedObject) => Promise<void>,
  objects: readonly PlannedObject[] = context.plan.objects,
): Promise<void> {
  const signal =
    context.log.state.commit === 'yes' || context.log.state.rollback !== undefined ? undefined : context.stop;
  const outcome = await walk(objects, edges(context, order), work, { concurrency: context.concurrency, signal });
  for (const { item, error } of outcome.failed) {
    const because = error instanceof Error ? error.message : String(error);
    context.ledger.setFailure(item.uid, because);
    context.emit({ type: 'object-failed', ref: item.ref, because });
  }
  for (const { ref } of outcome.skipped) {
    context.emit({ type: 'object-skipped', ref, because: 'the move stopped before its turn' });
  }
  const [first] = outcome.failed;
  if (first !== undefined) throw named(first.error, first.item.ref);
  signal?.throwIfAborted();
}

function edges(
  context: MoveContext,
  order: 'owners-first' | 'dependents-first',
): (planned: PlannedObject) => readonly PlannedObject[] {
  const ownersOf = (planned: PlannedObject): readonly PlannedObject[] =>
    [...planned.owners, ...planned.softOwners].flatMap((uid) => plannedByUid(context.plan, uid) ?? []);
  if (order === 'owners-first') return ownersOf;
  const dependents = new Map<PlannedObject, PlannedObject[]>();
  for (const planned of context.plan.objects) {
    for (const owner of ownersOf(planned)) {
      const known = dependents.get(owner);
      if (known === undefined) dependents.set(owner, [planned]);
      else known.push(planned);
    }
  }
  return (planned) => dependents.get(planned) ?? [];
}
