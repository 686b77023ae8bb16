import { discover } from '../../discover/discover.ts';
import type { Snapshot } from '../../discover/snapshot.ts';
import { PreflightError, StalePlanError, type Diagnostic } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { refKey } from '../../model/object-ref.ts';
import { askedMap } from '../../plan/arrival.ts';
import { comparePlans } from '../../plan/compare-plans.ts';
import type { Plan, PlannedObject } from '../../plan/types.ts';
import { planOver } from '../../plan/plan-move.ts';
import { shardingOf } from '../../plan/sharding.ts';
import { judge } from '../../preflight/judge.ts';
import { heldObjects, type MoveContext } from '../context.ts';
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
  const confirmed = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    await inPhase(context, 'hold', holdable(context).length, () => holdSource(context, confirmed));
    await inPhase(context, 'wait', context.plan.objects.length, async () => {
      await readBaseline(context, await readQuiet(context));
    });
    if (holdable(context).every(({ uid }) => confirmed.has(uid))) return;
  }
  throw new StalePlanError('new objects to hold keep appearing in the source; something goes on creating them');
}

/**
 * The source once everything in it is quiet. Nothing but a reading that began after the last acknowledgement will do: what
 * a controller writes before it, one that began earlier may have missed. If nobody is to acknowledge, the first one does.
 */
async function readQuiet(context: MoveContext): Promise<Snapshot> {
  const { reading } = context;
  const read = async (): Promise<Snapshot> => {
    reading.latest = await discover(context.source, {
      namespace: context.plan.scope.namespace,
      providers: context.providers,
      signal: context.stop,
      known: reading.latest,
    });
    return reading.latest;
  };
  const first = await read();
  const quiet = await awaitQuiet(context, byUid(first.objects));
  return quiet === 'at-once' && !context.log.state.settings.awaitPause ? first : read();
}

async function readBaseline(context: MoveContext, snapshot: Snapshot): Promise<void> {
  const { scope, statusPolicy } = context.plan;
  const plan = planOver(context.reading.graphOf(snapshot, context.providers), snapshot, {
    providers: context.providers,
    status: statusPolicy,
    ...askedMap(scope),
    ...shardingOf(scope),
    ...(scope.clusters === undefined ? {} : { clusters: scope.clusters }),
    ...(scope.keepInSource === undefined ? {} : { keepInSource: scope.keepInSource }),
    ...(scope.conflicts === undefined ? {} : { conflicts: scope.conflicts }),
  });
  const changes = comparePlans(context.plan, plan);
  if (changes.length > 0 && context.log.state.settings.onChange === 'refuse') throw changedSince(changes);
  if (changes.length > 0) context.emit({ type: 'replanned', changes });
  refuseFindings(context, plan.diagnostics);
  requireCreatedPlanned(context, plan);
  const { plan: recorded } = context.log.state;
  const same = samePlan(recorded, plan);
  context.plan = same ? withVersions(recorded, plan) : plan;
  if (!same) context.log.note({ type: 'planned', plan });
  context.baseline = byUid(snapshot.objects);
  if (!context.reading.shared) context.reading.latest = undefined;
  context.log.note({ type: 'baseline', versions: versionsOf(plan) });
  await context.log.durable();
}

function changedSince(changes: readonly string[]): StalePlanError {
  return new StalePlanError(`the source has changed since the plan was made: ${changes.join('; ')}`, {
    code: 'plan-changed',
    hint: 'Make the plan anew, and look at it again.',
  });
}

/** What an earlier attempt has created in the target must not be forgotten because it went from the source since. */
function requireCreatedPlanned(context: MoveContext, plan: Plan): void {
  const planned = new Set(plan.objects.map(({ uid }) => uid));
  for (const { uid, ref } of context.log.state.plan.objects) {
    const there = context.ledger.targetOf(uid);
    if (planned.has(uid) || there === 'absent' || there === 'adopted') continue;
    throw new StalePlanError('it was deleted in the source after it had been created in the target', { ref });
  }
}

/** The journal has the plan already, but for the resourceVersions, which are a record of their own. */
function samePlan(before: Plan, now: Plan): boolean {
  const essence = ({ resourceVersion: _version, ...object }: PlannedObject): string => JSON.stringify(object);
  const sameAs = (one: PlannedObject, at: number): boolean => {
    const other = before.objects[at];
    return other !== undefined && essence(other) === essence(one);
  };
  return (
    before.objects.length === now.objects.length &&
    JSON.stringify(before.types) === JSON.stringify(now.types) &&
    now.objects.every(sameAs)
  );
}

/** A plan that is the same but for its versions shares everything else with the one that the journal has: two weigh double. */
function withVersions(recorded: Plan, now: Plan): Plan {
  const objects = now.objects.map(({ resourceVersion }, at) => {
    const one = recorded.objects[at];
    if (one === undefined) throw new RangeError('plans of different lengths are not the same');
    return one.resourceVersion === resourceVersion ? one : Object.freeze({ ...one, resourceVersion });
  });
  return Object.freeze({ ...now, objects: Object.freeze(objects) });
}

function versionsOf(plan: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries(plan.objects.map(({ uid, resourceVersion }) => [uid, resourceVersion]));
}

/** How our own pause looks: marked, or, where an object has no room for the mark, like the user's. */
const ourPause: ReadonlySet<string> = new Set(['held-by-move', 'cluster-paused', 'clusterclass-paused']);

/** What the plan found before the hold was judged then; our own hold is no finding. */
function refuseFindings(context: MoveContext, diagnostics: readonly Diagnostic[]): void {
  const ours = new Set(heldObjects(context).flatMap(({ byUs, ref }) => (byUs ? [refKey(ref)] : [])));
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
