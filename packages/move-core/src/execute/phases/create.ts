import { compareDesired } from '../../equality/compare-desired.ts';
import type { Difference } from '../../equality/difference.ts';
import { ApiError, TransportError, VerifyError } from '../../errors.ts';
import type { JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { fieldManagerOf, isUnfinished, isWrittenBy } from '../../model/marks.ts';
import { isAdoptable } from '../../plan/adoptable.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { baselineOf, keyOf, typeOf, type MoveContext } from '../context.ts';
import { expectedObject, expectedStatus, listDifferences, requireEqual } from '../expectation.ts';
import { createNamespaceKeeper, type NamespaceKeeper } from '../namespaces.ts';
import { planWalk } from '../plan-walk.ts';
import { refused } from '../refused.ts';
import { replaceOne } from '../replaced/replace.ts';

/**
 * Creates everything in the target, each object as soon as its owners are ready: POST, status, both read back equal.
 * After the first failure nothing more starts.
 */
export async function createAll(context: MoveContext): Promise<void> {
  const namespaces = createNamespaceKeeper(context);
  // Shards share their namespace, too: none of them may be the one that takes it away again.
  if (context.plan.scope.sharedOnly === true) await namespaces.ensure(context.plan.scope.namespace);
  await planWalk(context, 'owners-first', (planned) => createOne(context, namespaces, planned));
}

async function createOne(context: MoveContext, namespaces: NamespaceKeeper, planned: PlannedObject): Promise<void> {
  const before = context.ledger.targetOf(planned.uid);
  // Done by who carried the move out before; whether it still is as it should be is looked at when all is verified.
  if (before === 'ready' || before === 'adopted') return;
  if (planned.there === true) return adoptShared(context, planned);
  if (planned.ref.namespace !== undefined) await namespaces.ensure(planned.ref.namespace);
  const expected = expectedObject(context, planned);
  const created = await post(context, planned, expected);
  if (created === 'adopted') return;
  context.ledger.setTarget(planned.uid, 'created', created.metadata.uid);
  const { replaced } = context.log.state.objects.get(planned.uid) ?? {};
  context.emit({ type: replaced === true ? 'object-replaced' : 'object-created', ref: planned.ref });
  requireEqual(context, planned, { object: expected, status: undefined }, created);
  const status = expectedStatus(context, planned, created.metadata.generation ?? 0);
  if (status !== undefined) {
    const written = await writeStatus(context, planned, created, status);
    requireEqual(context, planned, { object: expected, status }, written);
    context.emit({ type: 'status-written', ref: planned.ref });
  }
  context.ledger.setTarget(planned.uid, 'ready');
  context.emit({ type: 'object-ready', ref: planned.ref });
}

/**
 * Shared objects may be in the target from an earlier move, or for other users. An equal one is taken as it is and
 * never changed or deleted (contract 6); a different one is refused.
 */
function adopt(context: MoveContext, planned: PlannedObject, there: KubeObject): 'adopted' {
  const differences = differencesOf(context, planned, there);
  // What the user wants left as it is there stays in the source, too: nothing is lost by it.
  if (differences.length > 0 && planned.onConflict !== 'skip') {
    throw new VerifyError(`the target has another one of this name: ${listDifferences(differences)}`, {
      ref: planned.ref,
      code: 'shared-object-differs',
    });
  }
  context.ledger.setTarget(planned.uid, 'adopted', there.metadata.uid);
  context.emit({ type: 'object-adopted', ref: planned.ref });
  return 'adopted';
}

/**
 * What shards share was brought before, by a move that is over: nobody takes it away any more. The Lease of this one
 * keeps the next of that kind out.
 */
async function adoptShared(context: MoveContext, planned: PlannedObject): Promise<void> {
  const there = await context.target.get(typeOf(context, planned.ref), keyOf(planned.ref), { signal: context.stop });
  if (there === undefined || isUnfinished(there)) {
    throw new VerifyError('Clusters of several shards use it, and the target does not have it', {
      ref: planned.ref,
      code: 'shared-object-missing',
      hint: 'Bring what the Clusters share to the target first.',
    });
  }
  adopt(context, planned, there);
}

function isAnother(context: MoveContext, planned: PlannedObject, there: KubeObject): boolean {
  return isUnfinished(there) || differencesOf(context, planned, there).length > 0;
}

function differencesOf(context: MoveContext, planned: PlannedObject, there: KubeObject): readonly Difference[] {
  return compareDesired(baselineOf(context, planned), there).filter(({ change }) => change !== 'added');
}

/** POST, and when the answer says "exists" or is lost, a look at what is there: never an assumption (contract 7.3). */
async function post(
  context: MoveContext,
  planned: PlannedObject,
  expected: KubeObject,
): Promise<KubeObject | 'adopted'> {
  const type = typeOf(context, planned.ref);
  context.ledger.setTarget(planned.uid, 'unknown');
  try {
    return await context.target.create(type, expected, { fieldManager: fieldManagerOf(context.moveId) });
  } catch (error) {
    if (error instanceof TransportError && error.outcomeUnknown) throw error;
    const answerLost = error instanceof ApiError && error.outcomeUnknown;
    const look = answerLost || (error instanceof ApiError && error.reason === 'AlreadyExists');
    const there = look ? await context.target.get(type, keyOf(planned.ref)) : undefined;
    if (there !== undefined && isWrittenBy(there, context.moveId)) return there;
    // An attempt without an answer may still arrive: then it is not absent but unknown, and an undo looks again.
    if (there !== undefined || !answerLost) context.ledger.setTarget(planned.uid, 'absent');
    if (there === undefined) throw refused(error, planned, 'create');
    const isReplacing =
      planned.onConflict === 'update' && (!isAdoptable(planned) || isAnother(context, planned, there));
    if (isReplacing) return replaceOne(context, planned, expected, there);
    if (isAdoptable(planned) && !isUnfinished(there)) return adopt(context, planned, there);
    throw new VerifyError('the target has an object of this name that this move did not create', {
      ref: planned.ref,
      code: 'already-exists',
      cause: error,
    });
  }
}

/** How often a status is written again because a controller wrote its own acknowledgement of the pause in between. */
const statusRounds = 10;

async function writeStatus(
  context: MoveContext,
  planned: PlannedObject,
  created: KubeObject,
  status: JsonValue,
): Promise<KubeObject> {
  const type = typeOf(context, planned.ref);
  let base = created;
  for (let round = 0; round < statusRounds; round += 1) {
    try {
      return await context.target.updateStatus(
        type,
        { ...base, status },
        { fieldManager: fieldManagerOf(context.moveId) },
      );
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw refused(error, planned, 'create');
      const there = await context.target.get(type, keyOf(planned.ref));
      if (there === undefined || there.metadata.uid !== created.metadata.uid) {
        throw new VerifyError('it was deleted in the target right after it had been created', { ref: planned.ref });
      }
      // Only an acknowledgement may have come in between: anything else means that it is not held.
      requireEqual(context, planned, { object: created, status: undefined }, there);
      base = there;
    }
  }
  throw new VerifyError('its status could not be written: something in the target writes it all the time', {
    ref: planned.ref,
  });
}
