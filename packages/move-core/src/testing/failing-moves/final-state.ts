import { defaults } from '../../defaults.ts';
import { deepEqual } from '../../model/deep-equal.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { stringifyJson } from '../../model/json-codec.ts';
import { refKey, refOf } from '../../model/object-ref.ts';
import type { PlannedObject } from '../../plan/types.ts';
import type { MemoryServer } from '../../server/memory/memory-server.ts';
import { comparable, identitiesOf, isGivenBack } from './comparable.ts';
import { byRef } from './invariants.ts';
import type { World } from './world.ts';

export interface FinalFacts {
  /** Some move has ended with all, even if it was taken back later. */
  readonly wasMoved: boolean;
  /** A move the other way was begun. */
  readonly wasTakenBack: boolean;
  /** Its removal is an attempt: it may fail, and without Leases or a journal nobody knows that it is there. */
  readonly mayKeepSystemNamespace: boolean;
}

/**
 * What holds when all moves are over: all or none, everything as it was but for what servers own, and nothing of ours
 * left anywhere.
 */
export function checkFinally(real: World, facts: FinalFacts): readonly string[] {
  const { wasMoved, wasTakenBack } = facts;
  const world = facts.mayKeepSystemNamespace && !hadSystemNamespace(real) ? withoutEmptySystemNamespace(real) : real;
  const sides = {
    source: { now: world.source.contents(), before: world.before.source },
    target: { now: world.target.contents(), before: world.before.target },
  };
  const [source, target] = [byRef(sides.source.now), byRef(sides.target.now)];
  const existed = byRef(sides.target.before);
  const moving = world.plan.objects.filter(({ ref, fate }) => fate === 'move' && !existed.has(refKey(ref)));
  const inSource = moving.filter(({ ref }) => source.has(refKey(ref)));
  const inTarget = moving.filter(({ ref }) => target.has(refKey(ref)));
  const all = moving.length > 0 && inSource.length === 0;
  const none = inTarget.length === 0;
  return [
    ...(all === none || (inSource.length > 0 && inTarget.length > 0)
      ? [`neither all nor none: in the source ${names(inSource)}; in the target ${names(inTarget)}`]
      : []),
    ...traces('source', sides.source.now),
    ...traces('target', sides.target.now),
    ...(none ? notAsBefore(world, wasMoved) : notAsMoved(world, wasTakenBack)),
  ];
}

function hadSystemNamespace({ before }: World): boolean {
  return before.source.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === defaults.systemNamespace);
}

function withoutEmptySystemNamespace(world: World): World {
  const without = (server: MemoryServer): MemoryServer => ({
    ...server,
    contents: () =>
      server
        .contents()
        .filter(({ kind, metadata }) => kind !== 'Namespace' || metadata.name !== defaults.systemNamespace),
  });
  return { ...world, source: without(world.source), target: without(world.target) };
}

function names(objects: readonly PlannedObject[]): string {
  return objects.length === 0 ? 'nothing' : objects.map(({ ref }) => `${ref.kind} ${ref.name}`).join(', ');
}

/** Marks, managers, Leases: all that says tsmove. */
function traces(side: string, objects: readonly KubeObject[]): readonly string[] {
  return objects
    .filter(({ metadata: { annotations = {}, labels = {}, managedFields = [] } }) =>
      /tsmove|delete-for-move/u.test(stringifyJson({ annotations, labels, managedFields })),
    )
    .map((object) => {
      const managers = (object.metadata.managedFields ?? []).flatMap((entry) =>
        typeof entry['manager'] === 'string' ? entry['manager'] : '',
      );
      const left = [...Object.keys(object.metadata.annotations ?? {}), ...managers].filter((text) =>
        /tsmove|delete-for-move/u.test(text),
      );
      return `${object.kind} ${object.metadata.name} in the ${side} still has traces: ${left.join(', ')}`;
    });
}

/** None: everything in the source as it was, and the target as well. */
function notAsBefore(world: World, wasMoved: boolean): readonly string[] {
  const now = world.source.contents();
  const { before } = world;
  return [
    ...compareSides('source', byRef(before.source), byRef(now), { before: before.source, now }),
    ...compareTarget(world, wasMoved),
  ];
}

function compareTarget(world: World, wasMoved: boolean): readonly string[] {
  const [before, now] = [byRef(world.before.target), byRef(world.target.contents())];
  const shared = new Set(world.plan.objects.map(({ ref }) => refKey(ref)));
  const lost = [...before].filter(([key, object]) => {
    const mayBeBack = wasMoved && (shared.has(key) || object.kind === 'Namespace');
    return !deepEqual(now.get(key), object) && !(mayBeBack && isGivenBack(object, now.get(key)));
  });
  // A move the other way leaves the target's namespace, and what is shared there may stay for others.
  const added = [...now].filter(
    ([key, { kind }]) => !before.has(key) && !(wasMoved && (kind === 'Namespace' || isCopy(world, key))),
  );
  return [
    ...lost.map(([, { kind, metadata }]) => `${kind} ${metadata.name} in the target is not as it was`),
    ...added.map(([, { kind, metadata }]) => `${kind} ${metadata.name} is still in the target`),
  ];
}

function isCopy(world: World, key: string): boolean {
  return world.plan.objects.some(({ ref, fate }) => fate === 'copy' && refKey(ref) === key);
}

/** All: what has moved is in the target, what is shared on both sides, everything else where it was. */
function notAsMoved(world: World, wasTakenBack: boolean): readonly string[] {
  const { plan, before } = world;
  const [source, target] = [byRef(world.source.contents()), byRef(world.target.contents())];
  const [wasInSource, wasInTarget] = [byRef(before.source), byRef(before.target)];
  const planned = new Map(plan.objects.map((one) => [refKey(one.ref), one]));
  const leaving = new Set(plan.objects.filter(({ fate }) => fate === 'move').map(({ uid }) => uid));
  const staying = new Map(
    [...wasInSource]
      .filter(([key]) => planned.get(key)?.fate !== 'move')
      .map(([key, object]) => [key, withoutOwners(object, leaving)]),
  );
  const known = new Set(plan.objects.map(({ uid }) => uid));
  const arrived = new Map(
    plan.objects
      .filter(({ ref }) => !wasInTarget.has(refKey(ref)))
      .flatMap(({ ref, droppedOwners }): [string, KubeObject][] => {
        const original = wasInSource.get(refKey(ref));
        const dropped = new Set([
          ...(original?.metadata.ownerReferences ?? []).map(({ uid }) => uid).filter((uid) => !known.has(uid)),
          ...droppedOwners.map(({ uid }) => uid),
        ]);
        return original === undefined ? [] : [[refKey(ref), withoutOwners(original, dropped)]];
      }),
  );
  const created = new Map([...target].filter(([key, { kind }]) => !wasInTarget.has(key) && kind !== 'Namespace'));
  return [
    ...compareSides('source', staying, source, { before: before.source, now: world.source.contents() }),
    ...compareSides('target', arrived, created, { before: before.source, now: world.target.contents() }),
    // Moving back holds what the target had before, and gives it back.
    ...before.target
      .filter((object) => {
        const now = target.get(refKey(refOf(object)));
        return !deepEqual(now, object) && !(wasTakenBack && isGivenBack(object, now));
      })
      .map(({ kind, metadata }) => `${kind} ${metadata.name} in the target is not as it was`),
  ];
}

function withoutOwners(object: KubeObject, gone: ReadonlySet<string>): KubeObject {
  const { ownerReferences = [], ...metadata } = object.metadata;
  const left = ownerReferences.filter(({ uid }) => !gone.has(uid));
  if (left.length === ownerReferences.length) return object;
  return { ...object, metadata: { ...metadata, ...(left.length === 0 ? {} : { ownerReferences: left }) } };
}

function compareSides(
  side: string,
  expected: ReadonlyMap<string, KubeObject>,
  actual: ReadonlyMap<string, KubeObject>,
  all: { readonly before: readonly KubeObject[]; readonly now: readonly KubeObject[] },
): readonly string[] {
  const [identities, nowIdentities] = [identitiesOf(all.before), identitiesOf(all.now)];
  return [...new Set([...expected.keys(), ...actual.keys()])].flatMap((key) => {
    const [wanted, found] = [expected.get(key), actual.get(key)];
    const { kind = '', metadata } = found ?? wanted ?? {};
    const what = `${kind} ${metadata?.name ?? ''} in the ${side}`;
    if (wanted === undefined) return [`${what} should not be there`];
    if (found === undefined) return [`${what} is missing`];
    const [one, other] = [comparable(wanted, identities), comparable(found, nowIdentities)];
    const parts = Object.keys({ ...one, ...other }).filter((part) => !deepEqual(one[part], other[part]));
    return parts.map(
      (part) =>
        `${what} differs in ${part}: ${stringifyJson(one[part] ?? null)} became ${stringifyJson(other[part] ?? null)}`,
    );
  });
}
