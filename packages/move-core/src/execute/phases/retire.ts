import { setTimeout as sleep } from 'node:timers/promises';
import { defaults } from '../../defaults.ts';
import { ApiError, VerifyError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { fieldManagerOf } from '../../model/marks.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { holdFor } from '../../provider/holds.ts';
import { baselineOf, keyOf, plannedByUid, typeOf, type MoveContext } from '../context.ts';
import { each } from '../each.ts';
import { planWalk } from '../plan-walk.ts';
import { readAll } from '../read-all.ts';
import { removeObject } from '../removal.ts';

/** The objects that leave the source. */
export function retiring(context: MoveContext): readonly PlannedObject[] {
  return context.plan.objects.filter(({ fate }) => fate === 'move');
}

/** Removes from the source what has moved, dependents first; shared objects and namespaces stay. */
export async function retireAll(context: MoveContext): Promise<void> {
  context.retiring = true;
  await each(orphaned(context), (planned) => cutOwners(context, planned), { concurrency: context.concurrency });
  await planWalk(context, 'dependents-first', (planned) => retireOne(context, planned), retiring(context));
  await awaitGone(context);
}

async function retireOne(context: MoveContext, planned: PlannedObject): Promise<void> {
  const hold = holdFor(context.providers, planned.ref);
  const denials = new Set<string>();
  context.ledger.setSource(planned.uid, 'unknown');
  await removeObject(context.source, {
    type: typeOf(context, planned.ref),
    ref: planned.ref,
    baseline: baselineOf(context, planned),
    mayChange: hold?.writesWhileHeld ?? [],
    heldThroughDeletion: hold?.stopsDeletion === true && isHeld(context, planned),
    fieldManager: fieldManagerOf(context.moveId),
    onDenied: (because) => {
      if (!denials.has(because)) context.emit({ type: 'object-blocked', ref: planned.ref, because });
      denials.add(because);
    },
  });
  context.ledger.setSource(planned.uid, 'retired');
  context.emit({ type: 'object-deleted', ref: planned.ref });
}

function isHeld(context: MoveContext, planned: PlannedObject): boolean {
  return context.holds.has(planned.uid) || planned.clusters.some((uid) => context.holds.has(uid));
}

/**
 * Kept objects all of whose owners leave: the garbage collector would take them 0.1 s after the last owner is gone
 * (contract 5). One owner that stays is enough to keep them.
 */
function orphaned(context: MoveContext): readonly PlannedObject[] {
  return context.plan.objects.filter((planned) => {
    if (planned.fate !== 'copy') return false;
    const owners = baselineOf(context, planned).metadata.ownerReferences ?? [];
    return owners.length > 0 && owners.every(({ uid }) => plannedByUid(context.plan, uid)?.fate === 'move');
  });
}

async function cutOwners(context: MoveContext, planned: PlannedObject): Promise<void> {
  const type = typeOf(context, planned.ref);
  let object: KubeObject | undefined = baselineOf(context, planned);
  for (let round = 0; round < defaults.removalRounds && object !== undefined; round += 1) {
    const { resourceVersion, ownerReferences = [] }: KubeObject['metadata'] = object.metadata;
    const staying = ownerReferences.filter((owner) => plannedByUid(context.plan, owner.uid)?.fate !== 'move');
    try {
      await context.source.mergePatch(
        type,
        keyOf(planned.ref),
        { metadata: { resourceVersion, ownerReferences: staying } },
        { fieldManager: fieldManagerOf(context.moveId), retryBudgetMs: defaults.longRetryBudgetMs },
      );
      return;
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
      object = await context.source.get(type, keyOf(planned.ref));
    }
  }
}

/** A DELETE that was answered is not yet a deletion: a finalizer may have come back at the last moment. */
async function awaitGone(context: MoveContext): Promise<void> {
  const started = performance.now();
  let pending = retiring(context);
  for (let pollMs = 100; ; pollMs = Math.min(pollMs * 2, 2_000)) {
    const there = await readAll(context, context.source, pending, {
      metadataOnly: true,
      retryBudgetMs: defaults.longRetryBudgetMs,
    });
    pending = pending.filter(({ uid }) => there.has(uid));
    const [first] = pending;
    if (first === undefined) return;
    if (performance.now() - started > defaults.goneTimeoutMs) {
      throw new VerifyError('it was deleted in the source but does not go: a finalizer holds it', { ref: first.ref });
    }
    await sleep(pollMs);
  }
}
