import { namespaces } from '../../discover/core-types.ts';
import { kindsInNamespace } from '../../discover/kinds-of-namespace.ts';
import type { DiscoveredType } from '../../discover/snapshot.ts';
import { kindKey } from '../../model/resource-type.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { holdFor } from '../../provider/holds.ts';
import type { RightsFacts } from './facts.ts';
import { placeOf, rightsOf, type RequiredRight } from './right.ts';

/** What the plan and its undo do to objects, and to the namespaces that they go to (contract 8). */
export function rightsToMove(facts: RightsFacts): readonly RequiredRight[] {
  const { plan, present } = facts;
  const types = new Map(plan.types.map((type) => [kindKey(type), type]));
  const leaving = new Set(plan.objects.filter(({ fate }) => fate === 'move').map(({ uid }) => uid));
  const rights = oneOfEachCase(facts, leaving).flatMap((object) => {
    const type = types.get(kindKey(object.ref));
    if (type === undefined) return [];
    return [
      ...inSource(facts, leaving, type, object),
      // One that is in the target already is found by trying to create it, and then only read.
      ...(present.has(object.uid) ? adopted(type, object) : inTarget(facts, type, object)),
    ];
  });
  return [...rights, ...onNamespaces(facts)];
}

/** The first of all planned objects that want the same rights: many thousands come down to some dozens. */
function oneOfEachCase({ plan, present }: RightsFacts, leaving: ReadonlySet<string>): readonly PlannedObject[] {
  const cases = new Map<string, PlannedObject>();
  for (const object of plan.objects) {
    const { ref, uid, fate, status, onConflict, owners } = object;
    const cut = owners.some((owner) => leaving.has(owner));
    const key = [kindKey(ref), ref.namespace, fate, status, onConflict, cut, present.has(uid)].join(' ');
    if (!cases.has(key)) cases.set(key, object);
  }
  return [...cases.values()];
}

const source = rightsOf('source', 'move');
const undoInSource = rightsOf('source', 'undo');
const target = rightsOf('target', 'move');
const undoInTarget = rightsOf('target', 'undo');
const tidyInTarget = rightsOf('target', 'tidy');

const reads = 'reads again and again what moves, one by one or many at once';

function inSource(
  { providers }: RightsFacts,
  leaving: ReadonlySet<string>,
  type: DiscoveredType,
  object: PlannedObject,
): readonly RequiredRight[] {
  const where = placeOf(object.ref);
  const reading = source(['get', 'list'], type, where, reads);
  if (object.fate === 'copy') {
    // Patched: to hold it, and to cut its references to owners that leave.
    const isPatched = holdFor(providers, type)?.by === 'self' || object.owners.some((uid) => leaving.has(uid));
    return isPatched
      ? [...reading, ...source(['patch'], type, where, 'holds it, and cuts its references to what leaves')]
      : reading;
  }
  return [
    ...reading,
    ...source(['patch'], type, where, 'holds it, and takes its finalizers off before it goes'),
    ...source(['delete'], type, where, 'removes it when everything is in the target and verified'),
    // What was removed is made again, with its status, if the move is undone after the commit.
    ...undoInSource(['create'], type, where, 'makes it anew if the move is undone after that'),
    ...(type.hasStatus && object.status !== 'none'
      ? undoInSource(['update'], type, { ...where, subresource: 'status' }, 'gives it its status back then')
      : []),
  ];
}

function inTarget({ needStatus }: RightsFacts, type: DiscoveredType, object: PlannedObject): readonly RequiredRight[] {
  const where = placeOf(object.ref);
  return [
    ...target(['get', 'list'], type, where, 'looks whether it is there, and compares it'),
    ...target(['create'], type, where, 'creates it'),
    ...target(['patch'], type, where, 'restores its field managers, and releases it at the end'),
    ...(needStatus && object.status === 'carry'
      ? target(['update'], type, { ...where, subresource: 'status' }, 'writes its status')
      : []),
    ...(object.onConflict === 'update' ? replaced(type, object) : []),
    ...undoInTarget(['delete'], type, where, 'removes it if the move is undone'),
  ];
}

function replaced(type: DiscoveredType, object: PlannedObject): readonly RequiredRight[] {
  const where = placeOf(object.ref);
  return [
    ...target(['update'], type, where, 'replaces the one that is there already'),
    ...undoInTarget(['update'], type, where, 'puts it back if the move is undone'),
    ...(type.hasStatus
      ? undoInTarget(['update'], type, { ...where, subresource: 'status' }, 'gives it its status back then')
      : []),
  ];
}

function adopted(type: DiscoveredType, object: PlannedObject): readonly RequiredRight[] {
  const where = placeOf(object.ref);
  return [
    ...target(['get'], type, where, 'compares one that is there already'),
    ...target(['create'], type, where, 'is told by a refused create that it is there'),
  ];
}

function onNamespaces(facts: RightsFacts): readonly RequiredRight[] {
  return [...facts.targetNamespaces].flatMap(([name, found]) => {
    if (found === 'missing') return onMissing(facts, name);
    // Without the right to look, a create tells whether it exists: it is refused with AlreadyExists.
    return found === 'hidden' ? target(['create'], namespaces, {}, createNamespace) : [];
  });
}

const createNamespace = 'creates a namespace that the target lacks';

function onMissing({ served }: RightsFacts, name: string): readonly RequiredRight[] {
  const content = served.target === undefined ? [] : kindsInNamespace(served.target);
  return [
    ...target(['create'], namespaces, {}, createNamespace),
    ...undoInTarget(['delete'], namespaces, { name }, 'removes it if the move is undone and it is empty'),
    ...tidyInTarget(['get'], namespaces, { name }, 'finds it for an undo if the answer to its create was lost'),
    ...tidyInTarget(['patch'], namespaces, { name }, "takes tsmove's name off its field managers"),
    ...content.flatMap((type) =>
      tidyInTarget(
        ['list'],
        type,
        { namespace: name },
        'makes sure that a namespace is empty before an undo removes it',
      ),
    ),
  ];
}
