import { discover } from '../../discover/discover.ts';
import { PreflightError, StalePlanError, type Diagnostic } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { refKey } from '../../model/object-ref.ts';
import { comparePlans } from '../../plan/compare-plans.ts';
import { planMove } from '../../plan/plan-move.ts';
import { judge } from '../../preflight/judge.ts';
import type { MoveContext } from '../context.ts';
import { inPhase } from '../in-phase.ts';
import { holdable, holdSource } from './hold.ts';
import { awaitQuiet } from './wait.ts';

/** How often a plan is made anew because objects appeared while the source was being held. */
const rounds = 3;

/**
 * Holds the source, waits until it is quiet, and only then reads what will be moved: pausing itself writes to almost
 * every object (contract 2.3). What has changed since the plan is planned anew; what a new plan wants held is held.
 * Raises StalePlanError if the source does not come to rest, PreflightError if the new plan has findings of its own.
 */
export async function reachBaseline(context: MoveContext): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await inPhase(context, 'hold', holdable(context).length, () => holdSource(context));
    await inPhase(context, 'wait', context.plan.objects.length, async () => {
      await awaitQuiet(context);
      await readBaseline(context);
    });
    if (holdable(context).every(({ uid }) => context.holds.has(uid))) return;
  }
  throw new StalePlanError('new objects to hold keep appearing in the source; something goes on creating them');
}

async function readBaseline(context: MoveContext): Promise<void> {
  const { scope, statusPolicy } = context.plan;
  const snapshot = await discover(context.source, {
    namespace: scope.namespace,
    providers: context.providers,
    signal: context.stop,
  });
  const plan = planMove(snapshot, {
    providers: context.providers,
    status: statusPolicy,
    ...(scope.clusters === undefined ? {} : { clusters: scope.clusters }),
  });
  const changes = comparePlans(context.plan, plan);
  if (changes.length > 0) context.emit({ type: 'replanned', changes });
  refuseFindings(context, plan.diagnostics);
  context.plan = plan;
  context.ledger.enroll(plan);
  context.baseline = byUid(snapshot.objects);
}

/** How our own pause looks: marked, or, where an object has no room for the mark, like the user's. */
const ourPause: ReadonlySet<string> = new Set(['held-by-move', 'cluster-paused', 'clusterclass-paused']);

/** What the plan found before the hold was judged then; our own hold is no finding. */
function refuseFindings(context: MoveContext, diagnostics: readonly Diagnostic[]): void {
  const ours = new Set([...context.holds.values()].flatMap(({ byUs, planned }) => (byUs ? [refKey(planned.ref)] : [])));
  const findings = diagnostics.filter(
    ({ code, ref }) => !(ourPause.has(code) && ref !== undefined && ours.has(refKey(ref))),
  );
  const judged = judge(findings, context.allow);
  if (judged.some(({ severity }) => severity === 'error')) {
    throw new PreflightError(judged, { phase: 'wait', hint: 'The source changed after the first check.' });
  }
}

function byUid(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  return new Map(
    objects.flatMap((object): [string, KubeObject][] => {
      const { uid } = object.metadata;
      return uid === undefined ? [] : [[uid, object]];
    }),
  );
}
