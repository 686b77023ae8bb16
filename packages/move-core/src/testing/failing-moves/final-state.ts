import { defaults } from '../../defaults.ts';
import { deepEqual } from '../../model/deep-equal.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { parseJson, stringifyJson } from '../../model/json-codec.ts';
import { compareText, refKey, refOf } from '../../model/object-ref.ts';
import { serverOwnedMetadata } from '../../model/server-owned.ts';
import type { PlannedObject } from '../../plan/types.ts';
import type { MemoryServer } from '../memory-server.ts';
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
  const lost = [...before].filter(
    ([key, object]) =>
      !deepEqual(now.get(key), object) && !(wasMoved && (shared.has(key) || object.kind === 'Namespace')),
  );
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
    ...(wasTakenBack ? [] : before.target)
      .filter((object) => !deepEqual(target.get(refKey(refOf(object))), object))
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

function identitiesOf(objects: readonly KubeObject[]): ReadonlyMap<string, string> {
  return new Map(objects.map((object) => [object.metadata.uid ?? '', `${object.kind}/${object.metadata.name}`]));
}

/** The object with owners by name and generations as what they say. */
function comparable(
  object: KubeObject,
  identities: ReadonlyMap<string, string>,
): Record<string, JsonValue | undefined> {
  const { metadata, status, ...rest } = object;
  const kept = Object.entries(metadata).filter(([key]) => !serverOwnedMetadata.has(key) && key !== 'ownerReferences');
  const owners = (metadata.ownerReferences ?? []).map((owner) => ({
    ...owner,
    uid: identities.get(owner.uid) ?? 'unknown',
  }));
  const held = object.kind === 'Cluster' || object.kind === 'ClusterClass';
  return {
    ...rest,
    metadata: Object.fromEntries(kept),
    owners,
    managers: (metadata.managedFields ?? [])
      .map(({ time: _time, ...entry }) => renamed(withoutOwnerFields(entry), identities))
      .sort((a, b) => compareText(headOf(a), headOf(b))),
    status: status === undefined ? undefined : generationless(status, held ? undefined : metadata.generation),
  };
}

function renamed(entry: JsonObject, identities: ReadonlyMap<string, string>): JsonValue {
  let text = stringifyJson(entry);
  for (const [uid, identity] of identities) text = text.replaceAll(`\\"${uid}\\"`, identity);
  return parseJson(text);
}

function headOf(entry: JsonValue): string {
  const { fieldsV1: _fields, ...head } = isJsonObject(entry) ? entry : {};
  return stringifyJson(head);
}

function withoutOwnerFields(entry: JsonObject): JsonObject {
  const fields = entry['fieldsV1'];
  const metadata = isJsonObject(fields) ? fields['f:metadata'] : undefined;
  if (!isJsonObject(fields) || !isJsonObject(metadata)) return entry;
  const { 'f:ownerReferences': _owners, ...others } = metadata;
  return { ...entry, fieldsV1: { ...fields, 'f:metadata': others } };
}

/**
 * What was observed is either current or of no account: a move leaves out what was behind. Absent `generation`: the
 * hold itself has raised it.
 */
function generationless(status: JsonValue, generation: number | undefined): JsonValue {
  if (Array.isArray(status)) return status.map((item: JsonValue) => generationless(item, generation));
  if (!isJsonObject(status)) return status;
  return Object.fromEntries(
    Object.entries(status).flatMap(([key, value]): [string, JsonValue][] => {
      if (value === undefined) return [];
      if (key !== 'observedGeneration') return [[key, generationless(value, generation)]];
      return value === generation ? [[key, 'current']] : [];
    }),
  );
}
