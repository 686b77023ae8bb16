import { namespaces } from '../../discover/core-types.ts';
import { discover } from '../../discover/discover.ts';
import type { Snapshot } from '../../discover/snapshot.ts';
import { StalePlanError } from '../../errors.ts';
import type { HoldRecord } from '../../journal/records.ts';
import type { LeaseContent } from '../../lock/types.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { readHoldNote } from '../../model/hold-note.ts';
import { isWrittenBy, marks } from '../../model/marks.ts';
import { refOf } from '../../model/object-ref.ts';
import { kindKey, type ResourceType } from '../../model/resource-type.ts';
import { askedMap } from '../../plan/arrival.ts';
import { planMove } from '../../plan/plan-move.ts';
import { shardingOf } from '../../plan/sharding.ts';
import type { Provider } from '../../provider/types.ts';
import type { Fate, Plan, PlannedObject, Scope } from '../../plan/types.ts';
import type { MoveLog } from '../move-log.ts';
import type { RecoverOptions } from '../types.ts';
import { findMarked, isNamespace, type MarkedObject } from './find-marked.ts';
import { holdFromNote, unsealedOnly } from './holds-from-notes.ts';
import { foundObject, recoveryLog } from './recovery-log.ts';

/**
 * What is left to do of a committed move: what of it is still in the source, each object with its copy in the target,
 * and what is still held in the target. What belongs to the move is known from the marks of what is held above it;
 * whatever cannot be known that way is refused by name.
 */
export async function findCommitted(lease: LeaseContent, options: RecoverOptions): Promise<MoveLog> {
  const { moveId } = lease;
  const { source, target, providers } = options;
  const [inSource, inTarget, snapshot] = await Promise.all([
    findMarked(source, moveId),
    findMarked(target, moveId),
    discover(source, { namespace: lease.scope.namespace, providers }),
  ]);
  const { sharedOnly } = lease.scope;
  const plan = planMove(snapshot, {
    providers,
    ...askedMap(lease.scope),
    ...keptBy(lease),
    ...(sharedOnly === true ? { sharedOnly } : {}),
  });
  const planned = belonging(plan, planAgain(snapshot, plan, lease, providers), inSource);
  const types = [...plan.types, ...inSource.map(({ type }) => type), ...inTarget.map(({ type }) => type)];
  const remaining = [...unplanned(plan, inSource), ...planned];
  const copies = await readCopies(types, remaining, options);
  const known = new Set([...copies.values()].map(({ metadata }) => metadata.uid));
  // Held in the target, and gone from the source already: all that is left is its release.
  const released = inTarget.filter((one) => !known.has(one.object.metadata.uid) && !isNamespace(one));
  const holds = new Map<string, HoldRecord>();
  for (const one of [...inSource, ...released]) {
    const { uid = '' } = one.object.metadata;
    const hold = holdFromNote(one, moveId, copies.get(uid) ?? one.object) ?? unsealedOnly(one, providers);
    if (hold !== undefined) holds.set(uid, hold);
  }
  const log = recoveryLog(lease, options, {
    types,
    objects: [...remaining, ...released.map(({ object }) => foundObject(refOf(object), object.metadata.uid ?? '', []))],
    holds,
  });
  for (const planned of remaining) {
    noteCopy(log, planned, copies.get(planned.uid), { moveId, heldInSource: holds.has(planned.uid) });
  }
  for (const { object } of released) {
    const uid = object.metadata.uid ?? '';
    log.note({ type: 'target', uid, state: 'sealed', targetUid: uid });
    log.note({ type: 'source', uid, state: 'retired' });
  }
  for (const { object } of inTarget.filter(isNamespace)) {
    const { name, uid = '' } = object.metadata;
    const original = await source.get(namespaces, { name });
    log.note({ type: 'namespace-created', name, uid, managers: original?.metadata.managedFields ?? [] });
  }
  log.note({ type: 'committed' });
  if (lease.releasing) log.note({ type: 'releasing' });
  return log;
}

/**
 * The planned objects that are of this move. Their fates are told by their own marks, by the plan of what the move was
 * asked for, or by the mark above them: the plan of a move of some Clusters does not show what is left of them when the
 * Clusters are gone.
 */
function belonging(plan: Plan, asked: Plan | undefined, marked: readonly MarkedObject[]): readonly PlannedObject[] {
  const fates = new Map<string, Fate>();
  for (const { object } of marked) {
    const note = readHoldNote(object);
    if (note !== undefined && object.metadata.uid !== undefined) fates.set(object.metadata.uid, note.fate);
  }
  const askedFor = new Map(asked?.objects.map((planned) => [planned.uid, planned]));
  const result: PlannedObject[] = [];
  // Owners come first in a plan.
  for (const whole of plan.objects) {
    const planned = askedFor.get(whole.uid);
    // What belongs to a Cluster is in the plan of what was asked for, or stays with its Cluster, whatever class it uses.
    const inherits = whole.clusters.length === 0 && whole.ref.kind !== 'Cluster';
    const above = inherits ? [...whole.owners, ...whole.softOwners].flatMap((uid) => fates.get(uid) ?? []) : [];
    const inherited: Fate | undefined = above.includes('copy') ? 'copy' : above[0];
    const fate = fates.get(whole.uid) ?? planned?.fate ?? inherited;
    if (fate === undefined) continue;
    fates.set(whole.uid, fate);
    result.push({ ...(planned ?? whole), fate, owners: whole.owners.filter((uid) => fates.has(uid)) });
  }
  return result;
}

/** What is still held in the source, but by no plan any more: a class in another namespace, once its Clusters have left. */
function unplanned(plan: Plan, marked: readonly MarkedObject[]): readonly PlannedObject[] {
  const known = new Set(plan.objects.map(({ uid }) => uid));
  return marked.flatMap(({ object }): readonly PlannedObject[] => {
    const { uid = '' } = object.metadata;
    const note = readHoldNote(object);
    if (note === undefined || known.has(uid)) return [];
    return [{ ...foundObject(refOf(object), uid, []), fate: note.fate }];
  });
}

/** The same move, planned from what is left of it; undefined if the Clusters that it was asked for have left. */
function planAgain(
  snapshot: Snapshot,
  plan: Plan,
  { scope }: LeaseContent,
  providers: readonly Provider[],
): Plan | undefined {
  if (scope.clusters === undefined) return plan;
  const asked = new Set(scope.clusters);
  const clusters = plan.objects
    .filter(({ ref }) => ref.kind === 'Cluster' && ref.group === 'cluster.x-k8s.io' && asked.has(ref.name))
    .map(({ ref }) => ref.name);
  if (clusters.length === 0) return undefined;
  return planMove(snapshot, { providers, clusters, ...askedMap(scope), ...shardingOf(scope), ...keptBy({ scope }) });
}

function keptBy({
  scope: { keepInSource, conflicts },
}: Pick<LeaseContent, 'scope'>): Pick<Scope, 'keepInSource' | 'conflicts'> {
  return {
    ...(keepInSource === undefined ? {} : { keepInSource }),
    ...(conflicts === undefined ? {} : { conflicts }),
  };
}

async function readCopies(
  allTypes: readonly ResourceType[],
  remaining: readonly PlannedObject[],
  { target }: RecoverOptions,
): Promise<ReadonlyMap<string, KubeObject>> {
  const types = new Map(allTypes.map((type) => [kindKey(type), type]));
  const pairs = await Promise.all(
    remaining.map(async ({ ref, uid }): Promise<[string, KubeObject]> => {
      const type = types.get(kindKey(ref));
      if (type === undefined) throw new RangeError(`the plan has no resource type for ${kindKey(ref)}`);
      const { namespace, name } = ref;
      const copy = await target.get(type, namespace === undefined ? { name } : { namespace, name });
      if (copy !== undefined) return [uid, copy];
      throw new StalePlanError('it is in the source and not in the target, although the move was committed', {
        ref,
        code: 'not-known',
        hint: 'Whether it is of this move cannot be known without the journal. Take it out of the way, or use the journal.',
      });
    }),
  );
  return new Map(pairs);
}

function noteCopy(
  log: MoveLog,
  { uid, fate }: PlannedObject,
  copy: KubeObject | undefined,
  { moveId, heldInSource }: { readonly moveId: string; readonly heldInSource: boolean },
): void {
  const targetUid = copy?.metadata.uid;
  if (copy === undefined || targetUid === undefined) return;
  const held = copy.metadata.annotations?.[marks.pausedBy] === moveId;
  // What is held in the source was created held in the target, unless it was there before.
  const isOurs = held || (fate === 'move' && !heldInSource);
  const state = isWrittenBy(copy, moveId) ? 'ready' : isOurs ? 'sealed' : 'adopted';
  log.note({ type: 'target', uid, state, targetUid });
}
