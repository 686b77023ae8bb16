import { compareDesired } from '../../equality/compare-desired.ts';
import type { Difference } from '../../equality/difference.ts';
import { compareObjects, compareStatus } from '../../equality/compare-objects.ts';
import { StalePlanError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { marks } from '../../model/marks.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { defaults } from '../../defaults.ts';
import { baselineOf, type MoveContext } from '../context.ts';
import { expectedObject, expectedStatus, isTolerated, listDifferences, withoutLostMarks } from '../expectation.ts';
import { readAll } from '../read-all.ts';

/**
 * The baseline of a committed move that is gone on with: what of it is still in the source. Each object there must be
 * what the target has, which was verified before the commit: one that was edited since, on either side, is named and
 * not deleted. What is not there any more has been retired.
 */
export async function readRetiring(context: MoveContext, objects: readonly PlannedObject[]): Promise<void> {
  const patient = { retryBudgetMs: defaults.longRetryBudgetMs } as const;
  const [inSource, inTarget] = await Promise.all([
    readAll(context, context.source, objects, patient),
    readAll(context, context.target, objects, patient),
  ]);
  context.baseline = inSource;
  for (const planned of objects) {
    const object = inSource.get(planned.uid);
    const copy = inTarget.get(context.ledger.targetUidOf(planned.uid) ?? '');
    if (copy === undefined) {
      throw new StalePlanError('it is gone from the target, where the move had put it', {
        ref: planned.ref,
        hint: 'See what deleted it there; as long as the source has it, a rollback brings everything back.',
      });
    }
    if (object !== undefined) requireSame(context, planned, copy);
    else if (planned.fate === 'move') context.ledger.setSource(planned.uid, 'retired');
  }
}

function requireSame(context: MoveContext, planned: PlannedObject, copy: KubeObject): void {
  if (planned.fate === 'copy') return;
  const differences = differencesFrom(context, planned, copy).filter(
    (one) => one.change !== 'added' && !isTolerated(context, one, copy),
  );
  if (differences.length === 0) return;
  throw new StalePlanError(`source and target are not the same any more: ${listDifferences(differences)}`, {
    ref: planned.ref,
    hint: 'Somebody has edited one of them since the move was committed. Make them equal again, or roll back.',
  });
}

/** One that was there before is compared as it was when it was adopted; it is not held there, and has its own status. */
function differencesFrom(context: MoveContext, planned: PlannedObject, copy: KubeObject): readonly Difference[] {
  if (context.ledger.targetOf(planned.uid) === 'adopted') {
    return compareDesired(unretired(baselineOf(context, planned), copy), copy);
  }
  const expected = expectedObject(context, planned);
  const status = expectedStatus(context, planned, copy.metadata.generation ?? 0);
  return [
    ...compareObjects(unretired(expected, copy), copy),
    ...(status === undefined ? [] : compareStatus(planned.ref, status, copy.status)),
  ];
}

/** Without what the removal of an earlier attempt has changed already: finalizers, and its announcement. */
function unretired(expected: KubeObject, copy: KubeObject): KubeObject {
  const { finalizers: _finalizers, annotations = {}, ...metadata } = withoutLostMarks(expected, copy).metadata;
  const kept = Object.entries(annotations).filter(
    ([key]) => key !== marks.deleteForMove || copy.metadata.annotations?.[key] !== undefined,
  );
  const { finalizers } = copy.metadata;
  return {
    ...expected,
    metadata: {
      ...metadata,
      ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }),
      ...(finalizers === undefined ? {} : { finalizers }),
    },
  };
}
