import { ApiError, StalePlanError } from '../../errors.ts';
import { formatHoldNote } from '../../model/hold-note.ts';
import type { JsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { annotationFits, fieldManagerOf, isWrittenBy, marks } from '../../model/marks.ts';
import { changesNothing, inverseMergePatch, joinMergePatches, setsValue } from '../../model/merge-patch.ts';
import type { HoldRecord } from '../../journal/records.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { holdFor } from '../../provider/holds.ts';
import type { Hold } from '../../provider/types.ts';
import { keyOf, typeOf, type MoveContext } from '../context.ts';
import { each } from '../each.ts';

/** The planned objects that are held by a patch on themselves; what other shards use at the same time is not. */
export function holdable(context: MoveContext): readonly PlannedObject[] {
  return context.plan.objects.filter(
    ({ ref, there }) => there !== true && holdFor(context.providers, ref)?.by === 'self',
  );
}

/**
 * Holds in the source everything that can be held and is not held yet (contract 2.2). The earlier state is durable
 * before the patch is sent: a pause whose answer is lost, or whose sender dies, is still given back. `confirmed` are
 * the UIDs that this process has seen held; the others are looked at, whatever the journal says of them.
 */
export async function holdSource(context: MoveContext, confirmed: Set<string>): Promise<void> {
  const pending = holdable(context).filter(({ uid }) => !confirmed.has(uid));
  await each(
    pending,
    async (planned) => {
      await holdObject(context, planned);
      confirmed.add(planned.uid);
    },
    { concurrency: context.concurrency, signal: context.stop, ref: ({ ref }) => ref },
  );
}

async function holdObject(context: MoveContext, planned: PlannedObject): Promise<void> {
  const hold = holdFor(context.providers, planned.ref);
  const type = typeOf(context, planned.ref);
  const key = keyOf(planned.ref);
  for (;;) {
    const object = await context.source.get(type, key);
    if (object?.metadata.uid !== planned.uid) {
      throw new StalePlanError('it was deleted or replaced while the move was being prepared', { ref: planned.ref });
    }
    if (isHeldByUs(context, planned, object)) break;
    const pause = pausePatch(object, hold);
    context.log.note({ type: 'held', uid: planned.uid, hold: holdRecord(context, planned, object, pause) });
    if (pause === undefined) return;
    await context.log.durable();
    try {
      await context.source.mergePatch(
        type,
        key,
        joinMergePatches(markedPause(context, planned, object, pause), {
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

/**
 * True if an earlier attempt of ours got through; what counts then is how the object was before that one, which is on
 * record. Without a mark, because it had no room for one, the field manager tells.
 */
function isHeldByUs(context: MoveContext, planned: PlannedObject, object: KubeObject): boolean {
  const known = context.log.state.holds.get(planned.uid);
  if (known?.byUs !== true) return false;
  return known.marked
    ? object.metadata.annotations?.[marks.pausedBy] === context.moveId
    : isWrittenBy(object, context.moveId);
}

/** Undefined if the object is held already: by the user, then. */
function pausePatch(object: KubeObject, hold: Hold | undefined): JsonObject | undefined {
  const pause = hold?.pause?.(object);
  return pause === undefined || changesNothing(object, pause) ? undefined : pause;
}

function markedPause(context: MoveContext, planned: PlannedObject, object: KubeObject, pause: JsonObject): JsonObject {
  const note = noteOf(planned, object, pause);
  // Both or none: measured as one, for the two together must fit.
  if (!annotationFits(object, marks.pausedBy + marks.holdNote, context.moveId + note)) return pause;
  return joinMergePatches(pause, {
    metadata: { annotations: { [marks.pausedBy]: context.moveId, [marks.holdNote]: note } },
  });
}

function noteOf(planned: PlannedObject, object: KubeObject, pause: JsonObject): string {
  const restore = inverseMergePatch(object, pause);
  return formatHoldNote({
    restore,
    generation: object.metadata.generation ?? 0,
    fate: planned.fate,
    // Where a value is replaced, whoever had set it loses the field to us; where one is added, nobody does.
    ...(setsValue(restore) ? { managers: object.metadata.managedFields ?? [] } : {}),
  });
}

function holdRecord(
  context: MoveContext,
  planned: PlannedObject,
  object: KubeObject,
  pause: JsonObject | undefined,
): HoldRecord {
  const marked = pause === undefined ? undefined : markedPause(context, planned, object, pause);
  return {
    ref: planned.ref,
    byUs: pause !== undefined,
    marked: marked !== pause,
    restore: marked === undefined ? {} : inverseMergePatch(object, marked),
    managersBefore: object.metadata.managedFields ?? [],
    generationBefore: object.metadata.generation ?? 0,
  };
}
