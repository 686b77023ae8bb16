import { defaults } from '../../defaults.ts';
import type { Difference } from '../../equality/difference.ts';
import { limitReads } from '../../discover/reader.ts';
import type { DiscoveredType, Snapshot } from '../../discover/snapshot.ts';
import { compareRefs, type ObjectRef } from '../../model/object-ref.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { kindKey } from '../../model/resource-type.ts';
import { mappedTarget } from '../../namespace-view/mapped-target.ts';
import { isAdoptable } from '../../plan/adoptable.ts';
import type { ConflictChoice, Plan, PlannedObject, ResolvedConflict } from '../../plan/types.ts';
import type { Provider } from '../../provider/types.ts';
import { readOnly } from '../../server/read-only.ts';
import { discoverResources } from '../../server/resources/discover.ts';
import type { ApiServer } from '../../server/types.ts';
import type { PreflightContext } from '../check.ts';
import { collidingIn, collisionPlaces } from '../collisions.ts';
import { servedAs } from '../served-types.ts';
import { differencesOf, isDifferent, readThere } from '../shared-objects.ts';
import { readTargetNamespaces } from '../target-namespaces.ts';

export interface FindConflictsOptions {
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  readonly signal?: AbortSignal | undefined;
  /** Requests at once; default `defaults.concurrency`. */
  readonly concurrency?: number | undefined;
}

/** An object of the plan that the target has already, and that is not simply used there as it is. */
export interface Conflict {
  readonly ref: ObjectRef;
  /** Places that differ, without values; status is not looked at. */
  readonly differences: readonly Difference[];
  /** Whether it may give way to the one in the target. */
  readonly maySkip: boolean;
}

type Context = Pick<PreflightContext, 'plan' | 'served' | 'target' | 'targetNamespaces'>;

/**
 * The objects of a plan that are in the target's way, or it in theirs: those that are there and belong to one Cluster,
 * and shared ones that are not the same. Both sides are only read. Equal shared ones are no conflict: they are used.
 * Raises ApiError, TransportError and AbortedError as they come.
 *
 * @example
 * const found = await findConflicts(plan, snapshot, { target, providers });
 * const decided = planMove(snapshot, { providers, conflicts: resolveConflicts(found, 'update') });
 */
export async function findConflicts(
  plan: Plan,
  snapshot: Snapshot,
  options: FindConflictsOptions,
): Promise<readonly Conflict[]> {
  const { providers, concurrency = defaults.concurrency } = options;
  const signal = options.signal ?? new AbortController().signal;
  const inWordsOfSource = mappedTarget(options.target, plan.scope, providers);
  const target = limitReads(readOnly(inWordsOfSource), { concurrency, signal });
  const [served, targetNamespaces] = await Promise.all([
    target.limited(() => discoverResources(target.server, target.call)),
    readTargetNamespaces(target, plan),
  ]);
  const context: Context = { plan, served, target, targetNamespaces };
  const types = new Map(plan.types.map((type) => [kindKey(type), type]));
  const here = new Map(snapshot.objects.map((object) => [object.metadata.uid, object]));
  const colliding = await Promise.all(collisionPlaces(context).map((place) => collidingIn(context, place)));
  const suspects = [...colliding.flat(), ...plan.objects.filter(isAdoptable)];
  const found = await Promise.all(
    suspects.map((planned) =>
      judge(context, planned, types.get(kindKey(planned.ref)), here.get(planned.uid), providers),
    ),
  );
  return found.flat().sort((a, b) => compareRefs(a.ref, b.ref));
}

async function judge(
  context: Context,
  planned: PlannedObject,
  type: DiscoveredType | undefined,
  here: KubeObject | undefined,
  providers: readonly Provider[],
): Promise<readonly Conflict[]> {
  if (type === undefined || here === undefined || servedAs(context.served, type) === undefined) return [];
  const there = await readThere(context, type, planned);
  if (there === undefined) return [];
  const differences = differencesOf(providers, here, there);
  if (isAdoptable(planned) && !isDifferent(differences)) return [];
  return [{ ref: planned.ref, differences, maySkip: maySkip(planned) }];
}

/** True if it may give way to the target's: nothing that a controller acts on is left in halves by that. */
function maySkip(planned: PlannedObject): boolean {
  const { group, kind } = planned.ref;
  return isAdoptable(planned) || (group === '' && (kind === 'Secret' || kind === 'ConfigMap'));
}

/**
 * The same choice for all conflicts, for `planMove`. What must not give way (a Machine, say, would be left in halves) is
 * left out of `skip`, and so goes on to refuse the move.
 */
export function resolveConflicts(conflicts: readonly Conflict[], choice: ConflictChoice): readonly ResolvedConflict[] {
  return conflicts.flatMap(({ ref, maySkip: may }) => (choice === 'update' || may ? [{ ref, choice }] : []));
}
