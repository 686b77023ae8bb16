import { ApiError, VerifyError } from '../errors.ts';
import { defaults } from '../defaults.ts';
import type { Side } from '../events/types.ts';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { fieldManagerOf, isWrittenBy, marks } from '../model/marks.ts';
import { changesNothing, joinMergePatches } from '../model/merge-patch.ts';
import { projectManagers } from '../projection/project-managers.ts';
import { keyOf, typeOf, type HeldObject, type MoveContext } from './context.ts';

/**
 * Gives a held object its earlier state on one side: the earlier value of every hold, without our mark, without our
 * field manager. An object that is not there, or that does not carry our hold (any more), is left alone.
 */
export async function unhold(context: MoveContext, held: HeldObject, side: Side): Promise<void> {
  if (!held.byUs) return;
  const { planned } = held;
  const server = side === 'source' ? context.source : context.target;
  const uid = side === 'source' ? planned.uid : context.ledger.targetUidOf(planned.uid);
  const type = typeOf(context, planned.ref);
  const key = keyOf(planned.ref);
  const options = { fieldManager: fieldManagerOf(context.moveId), retryBudgetMs: defaults.longRetryBudgetMs };
  let sent = false;
  for (let round = 0; round < rounds; round += 1) {
    const object = await server.get(type, key, { retryBudgetMs: defaults.longRetryBudgetMs });
    if (object === undefined || object.metadata.uid !== uid || isGivenBack(object, held, context.moveId)) {
      if (sent) context.emit({ type: 'object-resumed', side, ref: planned.ref });
      return;
    }
    try {
      await server.mergePatch(type, key, giveBack(object, held, context.moveId), options);
      sent = true;
    } catch (error) {
      // Look again: somebody wrote in between, or our own attempt got through without an answer.
      if (!(error instanceof ApiError && error.status === 409)) throw error;
    }
  }
  throw new VerifyError('it changes all the time, so that its pause could not be lifted', { ref: planned.ref });
}

/** How often to start again; more than one round is needed after a conflict, or to take our manager out. */
const rounds = 20;

function isGivenBack(object: KubeObject, held: HeldObject, moveId: string): boolean {
  // The mark is missing where an object had no room for one more annotation; then the values decide.
  const released = held.marked
    ? object.metadata.annotations?.[marks.pausedBy] !== moveId
    : changesNothing(object, held.restore);
  return released && !isWrittenBy(object, moveId);
}

function giveBack(object: KubeObject, held: HeldObject, moveId: string): JsonObject {
  const restored = changesNothing(object, held.restore);
  return joinMergePatches(restored ? {} : held.restore, {
    metadata: {
      resourceVersion: object.metadata.resourceVersion,
      managedFields: managers(object, held, moveId),
    },
  });
}

function managers(object: KubeObject, held: HeldObject, moveId: string): KubeObject['metadata']['managedFields'] {
  const list = projectManagers(object, held.managersBefore, moveId);
  // An empty list would make the server keep its own; one empty entry resets it.
  return list.length === 0 ? [{}] : list;
}
