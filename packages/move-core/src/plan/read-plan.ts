import type { ClusterFacts, DiscoveredType } from '../discover/snapshot.ts';
import { UsageError, type Diagnostic } from '../errors.ts';
import type { JsonValue } from '../model/json.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { at, bool, count, list, oneOf, optional, text, wrong, type JsonPlace } from './json-place.ts';
import { formatVersionOf } from './format-version.ts';
import type {
  ConflictChoice,
  DroppedOwner,
  KeptKind,
  LeftBehind,
  Plan,
  PlannedObject,
  ResolvedConflict,
  Scope,
} from './types.ts';

/** Reads a plan field by field, and checks that its parts fit together. Raises UsageError. */
export function readPlan(value: JsonValue): Plan {
  const root: JsonPlace = { path: '', value };
  const version = at(root, 'formatVersion');
  if (version.value !== 1 && version.value !== 2 && version.value !== 3) {
    throw typeof version.value === 'number'
      ? new UsageError(`the plan has format version ${version.value}; this version of tsmove reads 1 to 3`, {
          code: 'plan-format',
          hint: 'Make the plan anew with the version of tsmove that is to carry it out.',
        })
      : wrong(version, '1, 2 or 3');
  }
  const readScope = scope(at(root, 'scope'));
  const wanted = formatVersionOf(readScope);
  if (wanted !== version.value) throw wrong(version, `${wanted.toString()}, as its scope wants`);
  const plan: Plan = {
    formatVersion: version.value,
    scope: readScope,
    statusPolicy: oneOf(at(root, 'statusPolicy'), ['carry', 'drop']),
    source: clusterFacts(at(root, 'source')),
    types: list(at(root, 'types'), discoveredType),
    objects: list(at(root, 'objects'), plannedObject),
    groups: list(at(root, 'groups'), texts),
    leftBehind: list(at(root, 'leftBehind'), leftBehind),
    diagnostics: list(at(root, 'diagnostics'), diagnostic),
  };
  checkOrder(plan);
  return plan;
}

/** Whoever carries a plan out relies on it: each object is in its group, and its owners are in earlier ones. */
function checkOrder({ objects, groups }: Plan): void {
  const groupOf = new Map(groups.flatMap((uids, number) => uids.map((uid) => [uid, number] as const)));
  objects.forEach((object, position) => {
    const path = `objects[${position}]`;
    if (groupOf.get(object.uid) !== object.group)
      throw wrong({ path: `${path}.group`, value: undefined }, 'its move group');
    for (const owner of [...object.owners, ...object.softOwners]) {
      const group = groupOf.get(owner);
      if (group === undefined || group >= object.group) {
        throw wrong({ path: `${path}.owners`, value: undefined }, 'objects of earlier move groups');
      }
    }
  });
  const planned = new Set(objects.map(({ uid }) => uid));
  if (planned.size !== objects.length || groupOf.size !== objects.length) {
    throw wrong({ path: 'groups', value: undefined }, 'the UIDs of all objects, each once');
  }
}

function scope(place: JsonPlace): Scope {
  return {
    namespace: text(at(place, 'namespace')),
    ...optional(place, 'targetNamespace', text),
    ...optional(place, 'clusters', texts),
    ...optional(place, 'shard', text),
    ...optional(place, 'sharedOnly', (flag) => only(flag, true)),
    ...optional(place, 'keepInSource', (kinds) => list(kinds, keptKind)),
    ...optional(place, 'conflicts', (conflicts) => list(conflicts, resolvedConflict)),
  };
}

function keptKind(place: JsonPlace): KeptKind {
  return { group: text(at(place, 'group')), kind: text(at(place, 'kind')) };
}

function resolvedConflict(place: JsonPlace): ResolvedConflict {
  return { ref: objectRef(at(place, 'ref')), choice: conflictChoice(at(place, 'choice')) };
}

function conflictChoice(place: JsonPlace): ConflictChoice {
  return oneOf(place, ['skip', 'update']);
}

/** A cluster, as plans and archives tell of it. Raises UsageError, naming the place. */
export function clusterFacts(place: JsonPlace): ClusterFacts {
  return { url: text(at(place, 'url')), systemUid: text(at(place, 'systemUid')), version: text(at(place, 'version')) };
}

/** A type, as plans and archives hold it. Raises UsageError, naming the place. */
export function discoveredType(place: JsonPlace): DiscoveredType {
  return {
    group: text(at(place, 'group')),
    version: text(at(place, 'version')),
    kind: text(at(place, 'kind')),
    plural: text(at(place, 'plural')),
    namespaced: bool(at(place, 'namespaced')),
    hasStatus: bool(at(place, 'hasStatus')),
    moveLabel: bool(at(place, 'moveLabel')),
    moveHierarchyLabel: bool(at(place, 'moveHierarchyLabel')),
    labelled: bool(at(place, 'labelled')),
  };
}

function plannedObject(place: JsonPlace): PlannedObject {
  return {
    ref: objectRef(at(place, 'ref')),
    uid: text(at(place, 'uid')),
    resourceVersion: text(at(place, 'resourceVersion')),
    fate: oneOf(at(place, 'fate'), ['move', 'copy']),
    ...optional(place, 'because', text),
    ...optional(place, 'heldInSource', (flag) => only(flag, true)),
    ...optional(place, 'there', (flag) => only(flag, true)),
    ...optional(place, 'adopt', (flag) => only(flag, false)),
    ...optional(place, 'onConflict', conflictChoice),
    owners: texts(at(place, 'owners')),
    softOwners: texts(at(place, 'softOwners')),
    droppedOwners: list(at(place, 'droppedOwners'), droppedOwner),
    clusters: texts(at(place, 'clusters')),
    group: count(at(place, 'group')),
    status: oneOf(at(place, 'status'), ['carry', 'drop', 'none']),
  };
}

function only<T extends boolean>(place: JsonPlace, value: T): T {
  if (place.value !== value) throw wrong(place, String(value));
  return value;
}

function droppedOwner(place: JsonPlace): DroppedOwner {
  return { ref: objectRef(at(place, 'ref')), uid: text(at(place, 'uid')) };
}

function leftBehind(place: JsonPlace): LeftBehind {
  return {
    ref: objectRef(at(place, 'ref')),
    uid: text(at(place, 'uid')),
    because: text(at(place, 'because')),
    collected: bool(at(place, 'collected')),
  };
}

function diagnostic(place: JsonPlace): Diagnostic {
  return {
    code: text(at(place, 'code')),
    severity: oneOf(at(place, 'severity'), ['error', 'warning', 'info']),
    ...optional(place, 'ref', objectRef),
    message: text(at(place, 'message')),
    ...optional(place, 'remedy', text),
    ...optional(place, 'passable', (flag) => only(flag, false)),
  };
}

/** A reference, as plans and journals hold it. Raises UsageError, naming the place. */
export function objectRef(place: JsonPlace): ObjectRef {
  return {
    group: text(at(place, 'group')),
    version: text(at(place, 'version')),
    kind: text(at(place, 'kind')),
    ...optional(place, 'namespace', text),
    name: text(at(place, 'name')),
  };
}

function texts(place: JsonPlace): readonly string[] {
  return list(place, text);
}
