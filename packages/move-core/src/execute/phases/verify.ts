import { compareObjects, compareStatus } from '../../equality/compare-objects.ts';
import { StalePlanError, VerifyError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { holdFor } from '../../provider/holds.ts';
import { baselineOf, keyOf, typeOf, type MoveContext } from '../context.ts';
import { each } from '../each.ts';
import { expectedObject, expectedStatus, isBelow, listDifferences, requireEqual } from '../expectation.ts';
import { requireTargetObjects } from '../target-objects.ts';
import { readAll } from '../read-all.ts';

/** Everything that must be true before the commit point: both sides as they should be, and no provider has an objection. */
export async function verifyBeforeCommit(context: MoveContext): Promise<void> {
  await verifyAll(context);
  await requireTargetObjects(context);
}

/**
 * Reads both sides again before the commit point: everything in the target is what the source holds (equality R),
 * and the source is what it was when it came to rest. An edit in the source would be lost by going on; it is named.
 */
export async function verifyAll(
  context: MoveContext,
  objects: readonly PlannedObject[] = context.plan.objects,
): Promise<void> {
  const created = objects.filter(({ uid }) => context.ledger.targetOf(uid) === 'ready');
  const byTargetUid = new Map(created.map((planned) => [context.ledger.targetUidOf(planned.uid), planned]));
  const pending = new Set(created);
  const failures: unknown[] = [];
  const verify = (object: KubeObject): undefined => {
    const planned = byTargetUid.get(object.metadata.uid ?? '');
    if (planned === undefined || !pending.delete(planned)) return;
    try {
      verifyTarget(context, planned, object);
      context.emit({ type: 'object-verified', ref: planned.ref });
    } catch (error) {
      // Raised when all reading has ended: nothing of it may go on while the move is being undone.
      failures.push(error);
    }
  };
  const [, inSource] = await Promise.all([
    readAll(context, context.target, created, { signal: context.stop, keep: verify }),
    readAll(context, context.source, objects, { signal: context.stop, only: 'versions' }),
  ]);
  if (failures.length > 0) throw failures[0];
  const [missing] = pending;
  if (missing !== undefined) throw lostInTarget(missing);
  await each(
    objects.filter(({ uid }) => context.ledger.targetOf(uid) === 'adopted'),
    (planned) => requireAdopted(context, planned),
    { concurrency: context.concurrency, signal: context.stop },
  );
  await each(
    objects.filter(
      (planned) =>
        // What is shared is not held, and not taken along either.
        planned.there !== true &&
        inSource.get(planned.uid)?.metadata.resourceVersion !== baselineOf(context, planned).metadata.resourceVersion,
    ),
    (planned) => requireUnchanged(context, planned),
    { concurrency: context.concurrency, signal: context.stop },
  );
}

function lostInTarget({ ref }: PlannedObject): VerifyError {
  return new VerifyError('it was deleted or replaced in the target since it had been created', {
    ref,
    hint: 'See what deletes it there: a garbage collector that misses an owner, a controller, or a person.',
  });
}

function verifyTarget(context: MoveContext, planned: PlannedObject, actual: KubeObject): void {
  requireEqual(
    context,
    planned,
    {
      object: expectedObject(context, planned),
      status: expectedStatus(context, planned, actual.metadata.generation ?? 0),
    },
    actual,
  );
}

/** What was taken as it was must still be there: the source's is about to go. */
async function requireAdopted(context: MoveContext, planned: PlannedObject): Promise<void> {
  const there = await context.target.get(typeOf(context, planned.ref), keyOf(planned.ref), { signal: context.stop });
  const lost = there?.metadata.uid !== context.ledger.targetUidOf(planned.uid);
  if (lost || there?.metadata.deletionTimestamp !== undefined) {
    throw new VerifyError('the equal object that was in the target is gone from it', { ref: planned.ref });
  }
  context.emit({ type: 'object-verified', ref: planned.ref });
}

/** The resourceVersion moved on: only what a controller may write while it is held is no change. */
async function requireUnchanged(context: MoveContext, planned: PlannedObject): Promise<void> {
  const baseline = baselineOf(context, planned);
  const now = await context.source.get(typeOf(context, planned.ref), keyOf(planned.ref), { signal: context.stop });
  if (now?.metadata.uid !== planned.uid) {
    throw new StalePlanError('it was deleted or replaced in the source during the move', { ref: planned.ref });
  }
  const allowed = holdFor(context.providers, planned.ref)?.writesWhileHeld ?? [];
  const changes = [...compareObjects(baseline, now), ...compareStatus(planned.ref, baseline.status, now.status)].filter(
    ({ path }) => !allowed.some((root) => isBelow(path, root)),
  );
  if (changes.length > 0) {
    throw new StalePlanError(`it was changed in the source during the move: ${listDifferences(changes)}`, {
      ref: planned.ref,
      hint: 'Find out who writes to it although it is held, and move again.',
    });
  }
}
