import { defaults } from '../../defaults.ts';
import { deepEqual } from '../../model/deep-equal.ts';
import { sameManagers } from '../../equality/compare-managers.ts';
import { ApiError, VerifyError } from '../../errors.ts';
import type { OwnersBefore } from '../../journal/records.ts';
import { fieldManagerOf } from '../../model/marks.ts';
import { withTargetOwners } from '../../projection/project-managers.ts';
import { keyOf, plannedByUid, typeOf, type MoveContext } from '../context.ts';
import { each } from '../each.ts';

/** Kept objects whose references to leaving owners were cut get them back, under the UIDs that the owners have now. */
export async function restoreOwners(context: MoveContext): Promise<void> {
  await each([...context.log.state.cutOwners], ([uid, before]) => restore(context, uid, before), {
    concurrency: context.concurrency,
  });
}

async function restore(context: MoveContext, uid: string, before: OwnersBefore): Promise<void> {
  const planned = plannedByUid(context.plan, uid);
  if (planned === undefined) return;
  const type = typeOf(context, planned.ref);
  const key = keyOf(planned.ref);
  const patient = { retryBudgetMs: defaults.longRetryBudgetMs } as const;
  const now = (owner: string): string => context.ledger.sourceUidOf(owner);
  const ownerReferences = before.owners.map((owner) => ({ ...owner, uid: now(owner.uid) }));
  const managers = withTargetOwners(before.managers, now);
  for (let round = 0; round < defaults.removalRounds; round += 1) {
    const object = await context.source.get(type, key, patient);
    if (object?.metadata.uid !== uid) return;
    const { resourceVersion, managedFields = [] } = object.metadata;
    const same = deepEqual(object.metadata.ownerReferences ?? [], ownerReferences);
    if (same && (context.log.state.holds.has(uid) || sameManagers(managers, managedFields))) return;
    try {
      await context.source.mergePatch(
        type,
        key,
        { metadata: { resourceVersion, ownerReferences, managedFields: managers } },
        { fieldManager: fieldManagerOf(context.moveId), ...patient },
      );
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
    }
  }
  throw new VerifyError('it changes all the time, so that it could not be given its owners back', {
    ref: planned.ref,
  });
}
