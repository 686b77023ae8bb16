import { ApiError, VerifyError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { fieldManagerOf, isWrittenBy } from '../../model/marks.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { refusalToReplace } from '../../preflight/conflicts/refusal-to-replace.ts';
import { baselineOf, keyOf, typeOf, type MoveContext } from '../context.ts';
import { refused } from '../refused.ts';
import { keepReplaced } from './keep.ts';

/** How often it is tried again because somebody changed the object in between. */
const rounds = 5;

/**
 * Replaces an object of the target by what is expected there. How it was is kept in the target first, and that it is
 * about to be replaced is durable, so that whoever undoes the move puts it back and does not delete it.
 */
export async function replaceOne(
  context: MoveContext,
  planned: PlannedObject,
  expected: KubeObject,
  found: KubeObject,
): Promise<KubeObject> {
  const { ref } = planned;
  let there = found;
  for (let round = 0; round < rounds; round += 1) {
    const { uid, resourceVersion } = there.metadata;
    if (uid === undefined || resourceVersion === undefined) break;
    requireReplaceable(context, planned, there);
    await keepReplaced(context, there);
    context.log.note({ type: 'replacing', uid: planned.uid, targetUid: uid });
    context.ledger.setTarget(planned.uid, 'unknown');
    await context.log.durable();
    try {
      return await context.target.update(
        typeOf(context, ref),
        { ...expected, metadata: { ...expected.metadata, uid, resourceVersion } },
        { fieldManager: fieldManagerOf(context.moveId) },
      );
    } catch (error) {
      const look = error instanceof ApiError && (error.status === 409 || error.outcomeUnknown);
      if (!look) throw refused(error, planned, 'to be replaced');
      const now = await context.target.get(typeOf(context, ref), keyOf(ref));
      if (now !== undefined && isWrittenBy(now, context.moveId)) return now;
      if (now?.metadata.uid !== uid) {
        throw new VerifyError('it was deleted or made anew in the target while it was to be replaced', { ref });
      }
      there = now;
    }
  }
  throw new VerifyError('it could not be replaced: something in the target changes it all the time', { ref });
}

function requireReplaceable(context: MoveContext, planned: PlannedObject, there: KubeObject): void {
  const refusal = refusalToReplace(baselineOf(context, planned), there, context.providers);
  if (refusal === undefined) return;
  throw new VerifyError(`the one in the target must not be replaced: ${refusal.because}`, {
    ref: planned.ref,
    code: 'conflict-refused',
    hint: refusal.remedy,
  });
}
