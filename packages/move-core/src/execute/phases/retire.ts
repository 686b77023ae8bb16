import { setTimeout as sleep } from 'node:timers/promises';
import { defaults } from '../../defaults.ts';
import { ApiError, VerifyError } from '../../errors.ts';
import type { KubeObject, OwnerReference } from '../../model/kube-object.ts';
import { fieldManagerOf } from '../../model/marks.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { holdFor } from '../../provider/holds.ts';
import { baselineOf, keyOf, plannedByUid, typeOf, type MoveContext } from '../context.ts';
import { each } from '../each.ts';
import { planWalk } from '../plan-walk.ts';
import { readAll } from '../read-all.ts';
import { removeObject } from '../removal.ts';
import { lastToLeave } from './last-to-leave.ts';

/** The objects that leave the source. */
export function retiring(context: MoveContext): readonly PlannedObject[] {
  return context.plan.objects.filter(({ fate }) => fate === 'move');
}

/**
 * Removes from the source what has moved, dependents first; shared objects and namespaces stay, and so, for now, does
 * what was adopted (`lastToLeave`).
 */
export async function retireAll(context: MoveContext): Promise<void> {
  // From the first deletion on, what is in the target is the only copy of something.
  context.log.note({ type: 'retiring' });
  await context.log.durable();
  await each(losingOwners(context), (planned) => cutOwners(context, planned), {
    concurrency: context.concurrency,
    ref: ({ ref }) => ref,
  });
  const last = lastToLeave(context);
  await removeFromSource(
    context,
    retiring(context).filter(({ uid }) => !last.has(uid)),
  );
}

/** Removes what was adopted: nothing of the move depends on it any more. */
export async function retireLast(context: MoveContext): Promise<void> {
  const last = lastToLeave(context);
  await removeFromSource(
    context,
    retiring(context).filter(({ uid }) => last.has(uid)),
  );
}

async function removeFromSource(context: MoveContext, objects: readonly PlannedObject[]): Promise<void> {
  await planWalk(context, 'dependents-first', (planned) => retireOne(context, planned), objects);
  await awaitGone(context, objects);
}

async function retireOne(context: MoveContext, planned: PlannedObject): Promise<void> {
  if (context.ledger.sourceOf(planned.uid) === 'retired') return;
  const hold = holdFor(context.providers, planned.ref);
  const denials = new Set<string>();
  context.ledger.setSource(planned.uid, 'unknown');
  await removeObject(context.source, {
    type: typeOf(context, planned.ref),
    ref: planned.ref,
    baseline: baselineOf(context, planned),
    mayChange: hold?.writesWhileHeld ?? [],
    heldThroughDeletion: hold?.stopsDeletion === true && isHeld(context, planned),
    // A rollback gives them back from the target's copy, but for what we hold: there the release needs what is left.
    forgetsManagers: !context.log.state.holds.has(planned.uid),
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
  const { holds } = context.log.state;
  if (holds.has(planned.uid) || planned.clusters.some((uid) => holds.has(uid))) return true;
  if (holdFor(context.providers, planned.ref)?.by !== 'owner') return false;
  return [...planned.owners, ...planned.softOwners].some((uid) => {
    const owner = plannedByUid(context.plan, uid);
    return owner !== undefined && isHeld(context, owner);
  });
}

/**
 * Kept objects with owners that leave. The garbage collector would take those whose last owner is gone within 0.1 s
 * (contract 5), and take dead references out of the others; so the references are cut before, and a rollback knows
 * what they were.
 */
function losingOwners(context: MoveContext): readonly PlannedObject[] {
  return context.plan.objects.filter(({ uid, fate }) => {
    if (fate !== 'copy') return false;
    const owners = context.baseline.get(uid)?.metadata.ownerReferences ?? [];
    return owners.some((owner) => leaves(context, owner));
  });
}

function leaves(context: MoveContext, owner: OwnerReference): boolean {
  return plannedByUid(context.plan, owner.uid)?.fate === 'move';
}

async function cutOwners(context: MoveContext, planned: PlannedObject): Promise<void> {
  const type = typeOf(context, planned.ref);
  let object: KubeObject | undefined = baselineOf(context, planned);
  for (let round = 0; round < defaults.removalRounds && object !== undefined; round += 1) {
    const { resourceVersion, ownerReferences = [], managedFields = [] }: KubeObject['metadata'] = object.metadata;
    const staying = ownerReferences.filter((owner) => !leaves(context, owner));
    if (staying.length === ownerReferences.length) return;
    if (!context.log.state.cutOwners.has(planned.uid)) {
      const before = { owners: ownerReferences, managers: managedFields };
      context.log.note({ type: 'owners-cut', uid: planned.uid, before });
      await context.log.durable();
    }
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
      object = await context.source.get(type, keyOf(planned.ref), { retryBudgetMs: defaults.longRetryBudgetMs });
    }
  }
}

/** A DELETE that was answered is not yet a deletion: a finalizer may have come back at the last moment. */
async function awaitGone(context: MoveContext, objects: readonly PlannedObject[]): Promise<void> {
  const started = performance.now();
  let pending = objects;
  for (let pollMs = 100; ; pollMs = Math.min(pollMs * 2, 2_000)) {
    const there = await readAll(context, context.source, pending, {
      only: 'versions',
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
