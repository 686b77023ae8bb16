import type { PlannedObject } from '../../plan/types.ts';
import { plannedByUid, type MoveContext } from '../context.ts';

/**
 * The moving objects that were adopted, because the target had equal ones before, with all that only they own. They
 * leave the source when the target is released: the target's are not of this move, so they could not stand in for them
 * if a rollback had to make them anew.
 */
export function lastToLeave(context: MoveContext): ReadonlySet<string> {
  const late = new Set<string>();
  // Owners come before their dependents in a plan.
  for (const planned of context.plan.objects) {
    if (planned.fate !== 'move') continue;
    const owners = ownersOf(context, planned);
    if (owners.some(({ uid }) => !late.has(uid))) continue;
    if (context.ledger.targetOf(planned.uid) === 'adopted') late.add(planned.uid);
  }
  return late;
}

/** An owner that leaves earlier would take its dependents along. */
function ownersOf(context: MoveContext, planned: PlannedObject): readonly PlannedObject[] {
  return [...planned.owners, ...planned.softOwners].flatMap((uid) => {
    const owner = plannedByUid(context.plan, uid);
    return owner?.fate === 'move' ? [owner] : [];
  });
}
