import { defaults } from '../../defaults.ts';
import { sameManagers } from '../../equality/compare-managers.ts';
import { ApiError } from '../../errors.ts';
import { annotationFits, fieldManagerOf, marks } from '../../model/marks.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { ruleFor } from '../../provider/rules.ts';
import { keyOf, typeOf, type MoveContext } from '../context.ts';
import { each } from '../each.ts';

/**
 * Leaves on every moved object, if asked for, which move brought it here complete with its status: `pivoted-ready`.
 * Kinds whose metadata controllers copy on get none (contract 7.3). It comes when nothing can be made anew in the
 * source any more, so that no rollback has to take it off again.
 */
export async function markReady(context: MoveContext): Promise<void> {
  if (!context.log.state.settings.markReady) return;
  const wanted = context.plan.objects.filter(
    ({ uid, ref }) =>
      context.ledger.targetOf(uid) === 'sealed' && ruleFor(context.providers, ref).copiesMetadata !== true,
  );
  await each(wanted, (planned) => markOne(context, planned), {
    concurrency: context.concurrency,
    ref: ({ ref }) => ref,
  });
}

async function markOne(context: MoveContext, planned: PlannedObject): Promise<void> {
  const type = typeOf(context, planned.ref);
  const key = keyOf(planned.ref);
  const options = { fieldManager: fieldManagerOf(context.moveId), retryBudgetMs: defaults.longRetryBudgetMs };
  const uid = context.ledger.targetUidOf(planned.uid);
  for (let round = 0; round < rounds; round += 1) {
    const object = await context.target.get(type, key, { retryBudgetMs: defaults.longRetryBudgetMs });
    if (object === undefined || object.metadata.uid !== uid) return;
    const { annotations = {}, managedFields = [], resourceVersion } = object.metadata;
    const others = managedFields.filter((entry) => entry['manager'] !== options.fieldManager);
    const marked = annotations[marks.pivotedReady] === context.moveId;
    if (marked && sameManagers(others, managedFields)) return;
    if (!annotationFits(object, marks.pivotedReady, context.moveId)) return;
    try {
      // The server makes us manager of a mark that is new; the round after it takes our name out again.
      await context.target.mergePatch(
        type,
        key,
        {
          metadata: {
            resourceVersion,
            annotations: { [marks.pivotedReady]: context.moveId },
            managedFields: others.length === 0 ? [{}] : others,
          },
        },
        options,
      );
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
    }
  }
}

/** Two are needed; more, if somebody writes in between. The mark is not worth failing for. */
const rounds = 10;
