import { defaults } from '../../defaults.ts';
import { deepEqual } from '../../model/deep-equal.ts';
import { sameManagers } from '../../equality/compare-managers.ts';
import { ApiError, VerifyError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { fieldManagerOf, isWrittenBy, marks } from '../../model/marks.ts';
import { joinMergePatches } from '../../model/merge-patch.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { withTargetOwners } from '../../projection/project-managers.ts';
import { keyOf, typeOf, type MoveContext } from '../context.ts';
import { planWalk } from '../plan-walk.ts';
import { returnable } from './returnable.ts';

const patient = { retryBudgetMs: defaults.longRetryBudgetMs } as const;

/**
 * Gives every object that is in the source (again) what a removal took from it before its DELETE, and takes our
 * traces off: finalizers and managers as the target's copy has them, which had them from the source.
 */
export async function mendAll(context: MoveContext, copies: ReadonlyMap<string, KubeObject>): Promise<void> {
  const sourceUids = new Map(
    context.plan.objects.map(({ uid }) => [context.ledger.targetUidOf(uid), context.ledger.sourceUidOf(uid)]),
  );
  await planWalk(
    context,
    'owners-first',
    async (planned) => {
      const copy = copies.get(context.ledger.targetUidOf(planned.uid) ?? '');
      if (copy !== undefined) await mendOne(context, planned, copy, (uid) => sourceUids.get(uid));
    },
    returnable(context),
  );
}

async function mendOne(
  context: MoveContext,
  planned: PlannedObject,
  copy: KubeObject,
  sourceUidOf: (targetUid: string) => string | undefined,
): Promise<void> {
  const type = typeOf(context, planned.ref);
  const key = keyOf(planned.ref);
  const managers = withTargetOwners(copy.metadata.managedFields ?? [], sourceUidOf);
  // What is held and was never away keeps our manager until it is released: the release restores what was before it.
  const held = context.log.state.holds.get(planned.uid)?.byUs === true;
  const ownManagers = held && context.ledger.sourceOf(planned.uid) !== 'recreated';
  for (let round = 0; round < rounds; round += 1) {
    const object = await context.source.get(type, key, patient);
    if (object?.metadata.uid !== context.ledger.sourceUidOf(planned.uid)) {
      throw new VerifyError('it was deleted in the source while it was being brought back', { ref: planned.ref });
    }
    const values = valuesToMend(object, copy);
    const touched = values !== undefined || isWrittenBy(object, context.moveId) || managesNothing(object);
    const foreign = !ownManagers && touched;
    const managersDiffer = foreign && !sameManagers(managers, object.metadata.managedFields ?? []);
    if (values === undefined && !managersDiffer) return;
    const guard: JsonObject = {
      metadata: {
        resourceVersion: object.metadata.resourceVersion,
        ...(ownManagers ? {} : { managedFields: managers.length === 0 ? [{}] : managers }),
      },
    };
    try {
      await context.source.mergePatch(type, key, joinMergePatches(values ?? {}, guard), {
        fieldManager: fieldManagerOf(context.moveId),
        ...patient,
      });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
    }
  }
  throw new VerifyError('it changes all the time, so that it could not be given what it had', { ref: planned.ref });
}

/** What a removal leaves (`forgetsManagers`), even if a controller has put back everything else. */
function managesNothing({ metadata: { managedFields = [] } }: KubeObject): boolean {
  return managedFields.length === 0;
}

/** Undefined if the object has all that the copy has. */
function valuesToMend(object: KubeObject, copy: KubeObject): JsonObject | undefined {
  const finalizers = copy.metadata.finalizers ?? [];
  const stripped = !deepEqual([...(object.metadata.finalizers ?? [])].sort(), [...finalizers].sort());
  const traces = [marks.move, marks.deleteForMove].filter(
    (key) => object.metadata.annotations?.[key] !== undefined && copy.metadata.annotations?.[key] === undefined,
  );
  if (!stripped && traces.length === 0) return undefined;
  return {
    metadata: {
      ...(stripped ? { finalizers } : {}),
      ...(traces.length === 0 ? {} : { annotations: Object.fromEntries(traces.map((key) => [key, null])) }),
    },
  };
}

/** Two for values and managers, more if a controller writes in between. */
const rounds = 20;
