import { deepEqual } from '../../model/deep-equal.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { refKey, refOf } from '../../model/object-ref.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { isGivenBack } from './comparable.ts';
import { isHeld } from './fleet-provider.ts';
import { leaseSource, states } from './sessions.ts';
import type { World } from './world.ts';

type Contents = ReadonlyMap<string, KubeObject>;

export function byRef(objects: readonly KubeObject[]): Contents {
  return new Map(objects.map((object) => [keyOf(object), object]));
}

// Asked for all objects after every write, and objects are never changed.
const keys = new WeakMap<KubeObject, string>();

function keyOf(object: KubeObject): string {
  const known = keys.get(object) ?? refKey(refOf(object));
  keys.set(object, known);
  return known;
}

/**
 * What holds after every single write, whoever dies when. `eachCluster`: they move one by one, and what they share is
 * on both sides in between.
 */
export function checkAlways(world: World, eachCluster = false): readonly string[] {
  const [source, target] = [byRef(world.source.contents()), byRef(world.target.contents())];
  const moved = world.plan.objects.filter(({ fate }) => fate === 'move');
  const existed = byRef(world.before.target);
  const isMoving = (planned: PlannedObject): boolean => !existed.has(refKey(planned.ref));
  return [
    ...moved
      .filter(({ ref }) => !source.has(refKey(ref)) && !target.has(refKey(ref)))
      .map(({ ref }) => `${ref.kind} ${ref.name} is nowhere`),
    ...moved
      .filter(isMoving)
      .filter(({ ref }) => !eachCluster || ref.kind === 'Cluster')
      .filter(({ ref }) => isActive(source.get(refKey(ref))) && isActive(target.get(refKey(ref))))
      .map(({ ref }) => `${ref.kind} ${ref.name} is active on both sides`),
    ...deletions('source', source),
    ...deletions('target', target),
    ...[world.source, world.target].flatMap(({ label }) =>
      parts(moved.filter(isMoving), eachCluster).flatMap((part) =>
        incomplete(world, label, label === 'source' ? source : target, part),
      ),
    ),
    ...untouched(world, target),
  ];
}

/** What has to be whole where its Cluster is active: everything, or what each Cluster has for itself. */
function parts(moved: readonly PlannedObject[], eachCluster: boolean): readonly (readonly PlannedObject[])[] {
  if (!eachCluster) return [moved];
  const clusters = moved.filter(({ ref }) => ref.kind === 'Cluster');
  return clusters.map(({ uid }) => moved.filter((planned) => planned.uid === uid || isAllOf(planned, uid)));
}

function isAllOf({ clusters }: PlannedObject, uid: string): boolean {
  return clusters.length === 1 && clusters[0] === uid;
}

/** A holdable object that its controller would work on. */
function isActive(object: KubeObject | undefined): boolean {
  return object !== undefined && ['Cluster', 'ClusterClass'].includes(object.kind) && !isHeld(object);
}

/** Nothing may be seen with a deletionTimestamp by a controller that would act on it. */
function deletions(side: string, contents: Contents): readonly string[] {
  return [...contents.values()]
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    .filter((object) => !holderOf(object, contents))
    .map(({ kind, metadata }) => `${kind} ${metadata.name} is being deleted in the ${side} and not held`);
}

/** True if what holds the object is there and held; what no Cluster is above is not held at all. */
function holderOf(object: KubeObject, contents: Contents): boolean {
  if (['Cluster', 'ClusterClass'].includes(object.kind)) return isHeld(object);
  const cluster = /^c\d+/u.exec(object.metadata.name)?.[0];
  const holder = contents.get(`cluster.x-k8s.io|Cluster|fleet|${cluster ?? ''}`);
  return holder !== undefined && isHeld(holder);
}

/** Where a Cluster is active, everything that moves with it must be there, whole. */
function incomplete(
  world: World,
  side: string,
  contents: Contents,
  moved: readonly PlannedObject[],
): readonly string[] {
  const originals = byRef(world.before.source);
  const active = moved.find(({ ref }) => ref.kind === 'Cluster' && isActive(contents.get(refKey(ref))));
  if (active === undefined) return [];
  return moved.flatMap(({ ref }) => {
    const [object, original] = [contents.get(refKey(ref)), originals.get(refKey(ref))];
    const lacks =
      object === undefined
        ? 'is missing'
        : !deepEqual(object.metadata.finalizers, original?.metadata.finalizers)
          ? 'has lost its finalizers'
          : (object.status === undefined) !== (original?.status === undefined)
            ? 'has lost its status'
            : undefined;
    return lacks === undefined
      ? []
      : [`Cluster ${active.ref.name} is active in the ${side}, where ${ref.kind} ${ref.name} ${lacks}`];
  });
}

/**
 * What the target had before is never changed by a move to it. A move back may hold it, give it back, and take it along,
 * and the next one brings it again: when none of them is under way, it is gone or as it was.
 */
function untouched(world: World, target: Contents): readonly string[] {
  const touched = world.before.target.filter(
    (object) => object.kind !== 'Namespace' && !deepEqual(target.get(keyOf(object)), object),
  );
  if (touched.length === 0) return [];
  const movedBack = states(world).some(({ source }) => source.systemUid === 'target-system');
  if (movedBack && leaseSource(world) !== undefined) return [];
  return touched
    .filter((object) => !(movedBack && isGivenBack(object, target.get(keyOf(object)))))
    .map(({ kind, metadata }) => `${kind} ${metadata.name}, which the target had before, was touched`);
}
