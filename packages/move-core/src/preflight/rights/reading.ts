import { clustersDefinition } from '../../discover/contract.ts';
import { namespaces, secrets } from '../../discover/core-types.ts';
import { customResourceDefinitions } from '../../discover/custom-resource.ts';
import { infrastructureNamespaces, inventoryType } from '../../discover/inventory.ts';
import { dependentKinds } from '../../discover/kinds-of-namespace.ts';
import { servedVersions } from '../../discover/served.ts';
import type { DiscoveredType } from '../../discover/snapshot.ts';
import { parseApiVersion, refOf } from '../../model/object-ref.ts';
import { formatResource, kindKey } from '../../model/resource-type.ts';
import { ruleFor } from '../../provider/rules.ts';
import type { RightsFacts } from './facts.ts';
import { placeOf, rightsOf, type RequiredRight, type Side } from './right.ts';

const source = rightsOf('source', 'read');
const target = rightsOf('target', 'read');

/** What discovery reads of the source, and preflight of both sides. */
export function rightsToRead(facts: RightsFacts): readonly RequiredRight[] {
  return [
    ...onTypes(facts),
    ...onRequired(facts),
    ...onDependents(facts),
    ...onOwners(facts),
    ...onSourceNamespaces(facts),
    ...onDefinitions(facts),
    ...inTarget(facts),
  ];
}

/** Discovery lists these itself; the others are fetched one by one, because something needs them. */
function isListed({ providers }: RightsFacts, type: DiscoveredType): boolean {
  return type.labelled || ruleFor(providers, type).discover === true;
}

function onTypes(facts: RightsFacts): readonly RequiredRight[] {
  const { namespace, types, inventory } = facts.snapshot;
  const ofProviders = infrastructureNamespaces(inventory).filter((one) => one !== namespace);
  return [
    ...types
      .filter((type) => isListed(facts, type))
      .flatMap((type) => {
        const usersElsewhere = ruleFor(facts.providers, type).usersElsewhere === true;
        if (!type.namespaced) return source(['list'], type, {}, 'finds what has no namespace and takes part in moves');
        return usersElsewhere
          ? source(['list'], type, {}, 'finds users in other namespaces of what would move')
          : source(['list'], type, { namespace }, 'finds what takes part in moves');
      }),
    ...ofProviders.flatMap((one) =>
      source(['list'], secrets, { namespace: one }, 'finds credentials that the provider keeps in its own namespace'),
    ),
  ];
}

/** Classes of other namespaces, with their templates. */
function onRequired(facts: RightsFacts): readonly RequiredRight[] {
  const { snapshot } = facts;
  const types = new Map(snapshot.types.map((type) => [kindKey(type), type]));
  return snapshot.objects.flatMap((object) => {
    const { namespace } = object.metadata;
    const type = types.get(kindKey(refOf(object)));
    if (type === undefined || kindKey(type) === kindKey(secrets) || namespace === snapshot.namespace) return [];
    if (namespace === undefined && isListed(facts, type)) return [];
    return source(['get'], type, placeOf({ namespace }), 'fetches what is used from another namespace');
  });
}

function onDependents(facts: RightsFacts): readonly RequiredRight[] {
  const { snapshot, served } = facts;
  if (served.source === undefined) return [];
  const listed = snapshot.types.filter((type) => isListed(facts, type));
  return dependentKinds(served.source, listed).flatMap((type) =>
    source(
      ['list'],
      type,
      { namespace: snapshot.namespace },
      'finds what the garbage collector would take when its owner goes',
    ),
  );
}

/** Owners of what moves that are neither objects of the move nor found by the lists of dependents. */
function onOwners({ plan, snapshot, served }: RightsFacts): readonly RequiredRight[] {
  if (served.source === undefined) return [];
  const known = served.source;
  const planned = new Set(plan.objects.map(({ uid }) => uid));
  const moving = snapshot.objects.filter(({ metadata }) => planned.has(metadata.uid ?? ''));
  return moving.flatMap(({ metadata }) =>
    (metadata.ownerReferences ?? []).flatMap(({ apiVersion, kind, uid }) => {
      const state = snapshot.owners.get(uid)?.state;
      const group = parseApiVersion(apiVersion).group;
      const type = servedVersions(known, { group, kind }).find(({ verbs }) => verbs.includes('get'));
      if (state === undefined || type === undefined) return [];
      if (type.namespaced && (state === 'present' || metadata.namespace === undefined)) return [];
      const where = type.namespaced ? placeOf(metadata) : {};
      return source(['get'], type, where, 'looks whether an owner exists that does not move');
    }),
  );
}

function onSourceNamespaces({ snapshot }: RightsFacts): readonly RequiredRight[] {
  const names = [snapshot.namespace, ...snapshot.objects.flatMap(({ metadata }) => metadata.namespace ?? [])];
  return [
    ...identity('source'),
    ...[...new Set(names)].flatMap((name) =>
      source(['get'], namespaces, { name }, 'reads labels and annotations, for a namespace that the target lacks'),
    ),
  ];
}

function identity(side: Side): readonly RequiredRight[] {
  return rightsOf(side, 'read')(['get'], namespaces, { name: 'kube-system' }, 'tells this cluster from others');
}

function onDefinitions(facts: RightsFacts): readonly RequiredRight[] {
  const { plan, snapshot, withoutInventory } = facts;
  const isCustom = ({ group }: DiscoveredType): boolean => group.includes('.');
  const unlabelled = snapshot.types.filter((type) => isCustom(type) && !type.labelled).map(formatResource);
  const compared = withoutInventory ? plan.types.filter(isCustom).map(formatResource) : [];
  const get = (side: Side, name: string, why: string): readonly RequiredRight[] =>
    rightsOf(side, 'read')(['get'], customResourceDefinitions, { name }, why);
  return [
    ...source(['list'], customResourceDefinitions, {}, 'finds the kinds that take part in moves, by their labels'),
    ...unlabelled.flatMap((name) => get('source', name, 'reads in which version a kind is stored')),
    ...(['source', 'target'] as const).flatMap((side) => [
      ...rightsOf(side, 'read')(['list'], inventoryType, {}, 'reads which providers are installed'),
      ...get(side, clustersDefinition, 'reads which contract of Cluster API is spoken'),
      ...compared.flatMap((name) => get(side, name, 'compares providers, where there is no inventory')),
    ]),
  ];
}

function inTarget(facts: RightsFacts): readonly RequiredRight[] {
  const { providers, served, targetNamespaces } = facts;
  const there = served.target ?? served.source;
  const kinds = providers.flatMap(({ readsInTarget = [] }) => readsInTarget);
  // Whoever may create one namespace may try to create any, and is told which are there.
  const looks = ![...targetNamespaces.values()].includes('missing');
  return [
    ...identity('target'),
    ...[...targetNamespaces.keys()].flatMap((name) =>
      looks ? target(['get'], namespaces, { name }, 'looks whether the namespace is there') : [],
    ),
    ...kinds.flatMap((kind) => {
      const type = there === undefined ? undefined : servedVersions(there, kind)[0];
      return type === undefined ? [] : target(['list'], type, {}, 'finds what has to be in the target already');
    }),
  ];
}
