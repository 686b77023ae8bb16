import { ApiError, StalePlanError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { annotationFits, fieldManagerOf, marks } from '../../model/marks.ts';
import { changesNothing, inverseMergePatch, joinMergePatches } from '../../model/merge-patch.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { holdFor } from '../../provider/holds.ts';
import type { Hold } from '../../provider/types.ts';
import { keyOf, typeOf, type HeldObject, type MoveContext } from '../context.ts';
import { each } from '../each.ts';

/** The planned objects that are held by a patch on themselves. */
export function holdable(context: MoveContext): readonly PlannedObject[] {
  return context.plan.objects.filter(({ ref }) => holdFor(context.providers, ref)?.by === 'self');
}

/**
 * Holds in the source everything that can be held and is not held yet (contract 2.2). The earlier state is remembered
 * before the patch is sent: a pause whose answer is lost is still given back.
 */
export async function holdSource(context: MoveContext): Promise<void> {
  const pending = holdable(context).filter(({ uid }) => !context.holds.has(uid));
  await each(pending, (planned) => holdObject(context, planned), {
    concurrency: context.concurrency,
    signal: context.stop,
  });
}

async function holdObject(context: MoveContext, planned: PlannedObject): Promise<void> {
  const hold = holdFor(context.providers, planned.ref);
  const type = typeOf(context, planned.ref);
  const key = keyOf(planned.ref);
  let before: KubeObject | undefined;
  for (;;) {
    const object = await context.source.get(type, key);
    if (object?.metadata.uid !== planned.uid) {
      throw new StalePlanError('it was deleted or replaced while the move was being prepared', { ref: planned.ref });
    }
    // A first attempt whose answer was lost shows as our mark; what counts is how the object was before it.
    const paused = object.metadata.annotations?.[marks.pausedBy] === context.moveId;
    if (before === undefined || !paused) before = object;
    if (paused) break;
    const pause = pausePatch(object, hold);
    context.holds.set(planned.uid, heldObject(planned, object, pause, context.moveId));
    if (pause === undefined) return;
    try {
      await context.source.mergePatch(
        type,
        key,
        joinMergePatches(markedPause(object, pause, context.moveId), {
          metadata: { resourceVersion: object.metadata.resourceVersion },
        }),
        { fieldManager: fieldManagerOf(context.moveId) },
      );
      break;
    } catch (error) {
      // Somebody wrote in between, or it was our own attempt: look again.
      if (!(error instanceof ApiError && error.status === 409)) throw error;
      context.stop.throwIfAborted();
    }
  }
  context.ledger.setSource(planned.uid, 'held');
  context.emit({ type: 'object-paused', side: 'source', ref: planned.ref });
}

/** Undefined if the object is held already: by the user, then. */
function pausePatch(object: KubeObject, hold: Hold | undefined): JsonObject | undefined {
  const pause = hold?.pause?.(object);
  return pause === undefined || changesNothing(object, pause) ? undefined : pause;
}

function markedPause(object: KubeObject, pause: JsonObject, moveId: string): JsonObject {
  return annotationFits(object, marks.pausedBy, moveId)
    ? joinMergePatches(pause, { metadata: { annotations: { [marks.pausedBy]: moveId } } })
    : pause;
}

function heldObject(
  planned: PlannedObject,
  object: KubeObject,
  pause: JsonObject | undefined,
  moveId: string,
): HeldObject {
  return {
    planned,
    byUs: pause !== undefined,
    marked: pause !== undefined && annotationFits(object, marks.pausedBy, moveId),
    restore: pause === undefined ? {} : inverseMergePatch(object, markedPause(object, pause, moveId)),
    managersBefore: object.metadata.managedFields ?? [],
    generationBefore: object.metadata.generation ?? 0,
  };
}
