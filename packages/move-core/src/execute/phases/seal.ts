import { sameManagers } from '../../equality/compare-managers.ts';
import { defaults } from '../../defaults.ts';
import { namespaces } from '../../discover/core-types.ts';
import { ApiError, VerifyError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import { fieldManagerOf, marks } from '../../model/marks.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { projectManagers, withTargetOwners } from '../../projection/project-managers.ts';
import type { CreatedNamespace } from '../../journal/state.ts';
import { baselineOf, keyOf, typeOf, type MoveContext } from '../context.ts';
import { each } from '../each.ts';
import { planWalk } from '../plan-walk.ts';

/**
 * Takes our traces off what we created: managedFields become the source's, the mark goes. It is the first step after
 * the commit point, not the last before it, because until then the field manager is what tells our objects from
 * others (contract 7.3); and it comes before the first deletion, while everything can still be undone.
 */
export async function sealAll(context: MoveContext): Promise<void> {
  await each([...context.log.state.namespaces], ([name, created]) => sealNamespace(context, name, created), {
    concurrency: context.concurrency,
  });
  await planWalk(context, 'owners-first', (planned) => sealOne(context, planned), unsealed(context));
}

async function sealNamespace(context: MoveContext, name: string, { uid, managers }: CreatedNamespace): Promise<void> {
  try {
    await context.target.mergePatch(
      namespaces,
      { name },
      { metadata: { uid, managedFields: managers.length === 0 ? [{}] : managers } },
      { fieldManager: fieldManagerOf(context.moveId), retryBudgetMs: defaults.longRetryBudgetMs },
    );
  } catch (error) {
    // Whoever may create namespaces but not change them leaves our name on this one: that does no harm.
    if (!(error instanceof ApiError && error.status === 403)) throw error;
  }
}

/** What we created and have not sealed yet. */
export function unsealed(context: MoveContext): readonly PlannedObject[] {
  return context.plan.objects.filter(({ uid }) => context.ledger.targetOf(uid) === 'ready');
}

async function sealOne(context: MoveContext, planned: PlannedObject): Promise<void> {
  const held = context.log.state.holds.get(planned.uid);
  const managers = withTargetOwners(
    projectManagers(
      baselineOf(context, planned),
      held?.byUs === true ? held.managersBefore : undefined,
      context.moveId,
    ),
    (uid) => context.ledger.targetUidOf(uid),
  );
  for (let round = 0; round < rounds; round += 1) {
    const sealed = await context.target.mergePatch(
      typeOf(context, planned.ref),
      keyOf(planned.ref),
      sealPatch(managers, context.ledger.targetUidOf(planned.uid)),
      { fieldManager: fieldManagerOf(context.moveId), retryBudgetMs: defaults.longRetryBudgetMs, metadataOnly: true },
    );
    if (sameManagers(managers, sealed.metadata.managedFields ?? [])) {
      context.ledger.setTarget(planned.uid, 'sealed');
      context.emit({ type: 'object-sealed', ref: planned.ref });
      return;
    }
  }
  throw new VerifyError('its field managers could not be restored in the target', { ref: planned.ref });
}

/**
 * A second round is needed where the first one takes a field away (the last annotation, say): the server then strikes
 * it from the managers that it was just told.
 */
const rounds = 3;

/** The UID in the patch makes the server refuse it if the object is no longer the one we created. */
function sealPatch(managers: readonly JsonObject[], uid: string | undefined): JsonObject {
  return {
    metadata: {
      uid,
      annotations: { [marks.move]: null },
      // An empty list would make the server keep its own; one empty entry resets it.
      managedFields: managers.length === 0 ? [{}] : managers,
    },
  };
}
