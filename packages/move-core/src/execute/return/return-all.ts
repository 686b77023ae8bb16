import { defaults } from '../../defaults.ts';
import { StalePlanError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { fieldManagerOf, isWrittenBy } from '../../model/marks.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { keyOf, typeOf, type MoveContext } from '../context.ts';
import { each } from '../each.ts';
import { createAll } from '../phases/create.ts';
import { verifyAll } from '../phases/verify.ts';
import { readAll } from '../read-all.ts';
import { mendAll } from './mend.ts';
import { restoreOwners } from './restore-owners.ts';
import { returnable } from './returnable.ts';
import { returnContext } from './return-context.ts';

const patient = { retryBudgetMs: defaults.longRetryBudgetMs } as const;

/**
 * Makes anew in the source, held, what was retired there, from the target's copies (contract 5): in the order and with
 * the checks of any create. Objects that were only stripped for their deletion get back what was taken; kept objects
 * get back their references to owners, under the owners' new UIDs.
 */
export async function returnAll(context: MoveContext): Promise<void> {
  const copies = await readAll(context, context.target, context.plan.objects, patient);
  const missing = await findMissing(context, copies);
  const back = returnContext(context, copies, missing);
  await createAll(back);
  await context.log.durable();
  // Of what never left the source, the copy may be gone: nothing is made from it.
  await verifyAll(
    back,
    back.plan.objects.filter(({ uid }) => copies.has(uid)),
  );
  await mendAll(context, copies);
  await restoreOwners(context);
}

async function findMissing(
  context: MoveContext,
  copies: ReadonlyMap<string, KubeObject>,
): Promise<ReadonlySet<PlannedObject>> {
  await letTerminatingGo(context);
  const there = await readAll(context, context.source, returnable(context), patient);
  const hasCopy = ({ uid }: PlannedObject): boolean => copies.has(context.ledger.targetUidOf(uid) ?? '');
  const missing = returnable(context).filter((planned) => {
    const object = there.get(context.ledger.sourceUidOf(planned.uid));
    if (object === undefined) return true;
    // Made anew by an attempt that may have died before it wrote the status: it is gone on with from there.
    const begun = context.ledger.sourceOf(planned.uid) === 'recreated' && isWrittenBy(object, context.moveId);
    return begun && hasCopy(planned);
  });
  for (const planned of missing) {
    if (hasCopy(planned)) continue;
    throw new StalePlanError('it is in neither cluster any more', {
      ref: planned.ref,
      hint: 'Somebody deleted it in the target; bring it back there from a backup, then roll back again.',
    });
  }
  return new Set(missing);
}

/** What is being deleted cannot be kept: it goes, without its finalizers, and is made anew like the others. */
async function letTerminatingGo(context: MoveContext): Promise<void> {
  const there = await readAll(context, context.source, returnable(context), { ...patient, only: 'metadata' });
  const going = returnable(context).filter(
    ({ uid }) => there.get(context.ledger.sourceUidOf(uid))?.metadata.deletionTimestamp !== undefined,
  );
  await each(
    going,
    async (planned) => {
      const uid = context.ledger.sourceUidOf(planned.uid);
      await context.source.mergePatch(
        typeOf(context, planned.ref),
        keyOf(planned.ref),
        { metadata: { uid, finalizers: [] } },
        { fieldManager: fieldManagerOf(context.moveId), ...patient },
      );
    },
    { concurrency: context.concurrency },
  );
}
