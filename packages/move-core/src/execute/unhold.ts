import { ApiError, VerifyError } from '../errors.ts';
import { sameManagers } from '../equality/compare-managers.ts';
import { defaults } from '../defaults.ts';
import type { Side } from '../events/types.ts';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { fieldManagerOf, isWrittenBy, marks } from '../model/marks.ts';
import { changesNothing, joinMergePatches, setsValue } from '../model/merge-patch.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { projectManagers, withTargetOwners } from '../projection/project-managers.ts';
import type { ApiServer } from '../server/types.ts';
import { keyOf, typeOf, type HeldObject, type MoveContext } from './context.ts';

/**
 * Gives a held object its earlier state on one side: the earlier value of every hold, without our mark, without our
 * field manager. An object that is not there, or that does not carry our hold (any more), is left alone.
 */
export async function unhold(context: MoveContext, held: HeldObject, side: Side): Promise<void> {
  if (!held.byUs) return;
  const server = side === 'source' ? context.source : context.target;
  const uid = side === 'source' ? context.ledger.sourceUidOf(held.uid) : context.ledger.targetUidOf(held.uid);
  const type = typeOf(context, held.ref);
  const key = keyOf(held.ref);
  let sent = false;
  for (let round = 0; round < rounds; round += 1) {
    const object = await server.get(type, key, { retryBudgetMs: defaults.longRetryBudgetMs });
    // In the target a webhook may strip marks on their way in; there all that we created is held until we release it.
    const marked = side === 'source' && held.marked && !isUnmarkedCopy(context, held);
    if (object === undefined || object.metadata.uid !== uid || isGivenBack(object, held, marked, context.moveId)) {
      if (sent) context.emit({ type: 'object-resumed', side, ref: held.ref });
      return;
    }
    try {
      await giveBack(server, type, object, held, context.moveId, managers(context, object, held, side));
      sent = true;
    } catch (error) {
      // Look again: somebody wrote in between, or our own attempt got through without an answer.
      if (!(error instanceof ApiError && error.status === 409)) throw error;
    }
  }
  throw new VerifyError('it changes all the time, so that its pause could not be lifted', { ref: held.ref });
}

/** How often to start again; more than one round is needed after a conflict, or to take our manager out. */
const rounds = 20;

/** Made anew in the source from an object that was in the target before, and so never bore our mark. */
function isUnmarkedCopy(context: MoveContext, { uid }: HeldObject): boolean {
  return context.ledger.sourceOf(uid) === 'recreated' && context.ledger.targetOf(uid) === 'adopted';
}

function isGivenBack(object: KubeObject, held: HeldObject, marked: boolean, moveId: string): boolean {
  // The mark is missing where an object had no room for one more annotation; then the values decide.
  const released = marked
    ? object.metadata.annotations?.[marks.pausedBy] !== moveId
    : changesNothing(object, held.restore);
  return released && !isWrittenBy(object, moveId);
}

async function giveBack(
  server: ApiServer,
  type: ResourceType,
  object: KubeObject,
  held: HeldObject,
  moveId: string,
  managedFields: readonly JsonObject[],
): Promise<void> {
  const key = keyOf(held.ref);
  const options = { fieldManager: fieldManagerOf(moveId), retryBudgetMs: defaults.longRetryBudgetMs };
  const guarded = ({ metadata }: KubeObject): JsonObject => ({
    metadata: { resourceVersion: metadata.resourceVersion, managedFields },
  });
  // A value that is set makes us its manager. The mark stays until that is mended: as long as it is there, it tells
  // whoever has to go on what is still to be done.
  const values = joinMergePatches(held.restore, { metadata: { annotations: undefined } });
  const set = setsValue(values) && !changesNothing(object, values);
  const settled = set ? await server.mergePatch(type, key, joinMergePatches(values, guarded(object)), options) : object;
  const restore = changesNothing(settled, held.restore) ? {} : held.restore;
  const given = await server.mergePatch(type, key, joinMergePatches(restore, guarded(settled)), options);
  // One that is taken away is struck from the managers we have just sent: once more, with nothing else. A conflict means that a controller has gone on from here; then the list is its own affair.
  if (!sameManagers(managedFields, given.metadata.managedFields ?? [])) {
    await server.mergePatch(type, key, guarded(given), options);
  }
}

function managers(context: MoveContext, object: KubeObject, held: HeldObject, side: Side): readonly JsonObject[] {
  const source = projectManagers(object, held.managersBefore, context.moveId);
  const list = withTargetOwners(source, (uid) =>
    side === 'source' ? context.ledger.sourceUidOf(uid) : context.ledger.targetUidOf(uid),
  );
  // An empty list would make the server keep its own; one empty entry resets it.
  return list.length === 0 ? [{}] : list;
}
