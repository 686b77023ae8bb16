import { defaults } from '../defaults.ts';
import { leases, namespaces } from '../discover/core-types.ts';
import type { DiscoveredType } from '../discover/snapshot.ts';
import { formatResource, kindKey, type ResourceType } from '../model/resource-type.ts';
import type { PlannedObject } from '../plan/types.ts';
import { holdFor } from '../provider/holds.ts';
import type { AccessQuestion } from '../server/access-review.ts';
import type { PreflightContext } from './check.ts';

/** One thing that the user of one side has to be allowed. */
export interface RequiredRight {
  readonly side: 'source' | 'target';
  /** `move`: or the move cannot be made; `undo`: or it cannot be undone. */
  readonly for: 'move' | 'undo';
  readonly question: AccessQuestion;
  /** As messages name the resource: `machines.cluster.x-k8s.io/status`. */
  readonly resource: string;
}

/** What is known of both sides besides the plan. */
export interface RightsFacts {
  /** UIDs of shared objects that the target has already, and which are neither changed nor deleted there. */
  readonly present: ReadonlySet<string>;
  /** Sides that have no namespace for the Leases of moves yet. */
  readonly withoutSystemNamespace: ReadonlySet<RequiredRight['side']>;
}

/** Exactly what the plan, its undo and its lock will ask of both API servers, each once (contract 7.1, 8). */
export function requiredRights(context: PreflightContext, facts: RightsFacts): readonly RequiredRight[] {
  const { present } = facts;
  const types = new Map(context.plan.types.map((type) => [kindKey(type), type]));
  const leaving = new Set(context.plan.objects.filter(({ fate }) => fate === 'move').map(({ uid }) => uid));
  const rights = context.plan.objects.flatMap((object) => {
    const type = types.get(kindKey(object.ref));
    if (type === undefined) return [];
    return [
      ...inSource(context, leaving, type, object),
      // One that is in the target already is found by trying to create it, and then only read.
      ...(present.has(object.uid)
        ? onObject('target', 'move', type, object, ['create', 'get'])
        : inTarget(context, type, object)),
    ];
  });
  const all = [...rights, ...onNamespaces(context), ...onLeases('source', facts), ...onLeases('target', facts)];
  const unique = new Map(all.map((right) => [JSON.stringify(right), right]));
  return [...unique.values()];
}

function inSource(
  { providers }: PreflightContext,
  leaving: ReadonlySet<string>,
  type: DiscoveredType,
  object: PlannedObject,
): readonly RequiredRight[] {
  if (object.fate === 'copy') {
    // Patched: to hold it, and to cut its references to owners that leave.
    const isPatched = holdFor(providers, type)?.by === 'self' || object.owners.some((uid) => leaving.has(uid));
    return onObject('source', 'move', type, object, isPatched ? ['get', 'list', 'patch'] : ['get', 'list']);
  }
  return [
    ...onObject('source', 'move', type, object, ['get', 'list', 'patch', 'delete']),
    // What was removed is made again, with its status, if the move is undone after the commit.
    ...onObject('source', 'undo', type, object, ['create']),
    ...(type.hasStatus && object.status !== 'none' ? onStatus('source', 'undo', type, object) : []),
  ];
}

function inTarget(
  { needStatus }: PreflightContext,
  type: DiscoveredType,
  object: PlannedObject,
): readonly RequiredRight[] {
  return [
    // patch: field managers after the create, marks, and the release at the end.
    ...onObject('target', 'move', type, object, ['get', 'list', 'create', 'patch']),
    ...(needStatus && object.status === 'carry' ? onStatus('target', 'move', type, object) : []),
    ...onObject('target', 'undo', type, object, ['delete']),
  ];
}

function onNamespaces({ targetNamespaces }: PreflightContext): readonly RequiredRight[] {
  return [...targetNamespaces].flatMap(([name, found]) => {
    if (found === 'missing') {
      return [
        right('target', 'move', 'create', namespaces, {}),
        right('target', 'undo', 'delete', namespaces, { name }),
      ];
    }
    // Without the right to look, a create tells whether it exists: it is refused with AlreadyExists.
    return found === 'hidden' ? [right('target', 'move', 'create', namespaces, {})] : [];
  });
}

/** Removing the namespace at the end is not asked for: one that may not be removed stays, and does no harm. */
function onLeases(side: RequiredRight['side'], { withoutSystemNamespace }: RightsFacts): readonly RequiredRight[] {
  const namespace = defaults.systemNamespace;
  return [
    ...['get', 'list', 'create', 'update', 'delete'].map((verb) => right(side, 'move', verb, leases, { namespace })),
    right(side, 'move', 'get', namespaces, { name: namespace }),
    ...(withoutSystemNamespace.has(side) ? [right(side, 'move', 'create', namespaces, {})] : []),
  ];
}

function onObject(
  side: RequiredRight['side'],
  reason: RequiredRight['for'],
  type: ResourceType,
  { ref }: PlannedObject,
  verbs: readonly string[],
): readonly RequiredRight[] {
  return verbs.map((verb) =>
    right(side, reason, verb, type, ref.namespace === undefined ? {} : { namespace: ref.namespace }),
  );
}

function onStatus(
  side: RequiredRight['side'],
  reason: RequiredRight['for'],
  type: ResourceType,
  { ref }: PlannedObject,
): readonly RequiredRight[] {
  const where = ref.namespace === undefined ? {} : { namespace: ref.namespace };
  return [right(side, reason, 'update', type, { ...where, subresource: 'status' })];
}

function right(
  side: RequiredRight['side'],
  reason: RequiredRight['for'],
  verb: string,
  type: ResourceType,
  where: Pick<AccessQuestion, 'namespace' | 'name' | 'subresource'>,
): RequiredRight {
  return {
    side,
    for: reason,
    question: { verb, group: type.group, resource: type.plural, ...where },
    resource: where.subresource === undefined ? formatResource(type) : `${formatResource(type)}/${where.subresource}`,
  };
}
