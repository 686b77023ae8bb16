import type { KubeObject, OwnerReference } from '../model/kube-object.ts';
import { compareText, parseApiVersion } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import type { ServedResources } from '../server/resources/types.ts';
import type { LimitedReader } from './reader.ts';
import { reasonOf } from './refusals.ts';
import { servedVersions, unavailability } from './served.ts';
import type { OwnerLookup } from './snapshot.ts';

/** As for lists of dependents: what is down stays down. */
const patienceMs = 3_000;

interface Sighting {
  readonly reference: OwnerReference;
  /** Namespace of the object that carries the reference. */
  readonly namespace: string | undefined;
}

/**
 * Looks up every owner that is named in an ownerReference but is not among the objects: whether it exists decides
 * whether a reference is stale, and whether the garbage collector would take the dependent.
 */
export async function lookUpOwners(
  reader: LimitedReader,
  from: {
    readonly objects: readonly KubeObject[];
    readonly dependents: readonly KubeObject[];
    /** UIDs of objects that are known to exist, though they are not among `objects`. */
    readonly existing: ReadonlySet<string>;
    readonly served: ServedResources;
  },
): Promise<ReadonlyMap<string, OwnerLookup>> {
  const sightings = sightingsOfStrangers(from.objects, from.dependents);
  const lookups = await Promise.all(
    [...sightings].map(async ([uid, seen]): Promise<readonly [string, OwnerLookup]> => {
      if (from.existing.has(uid)) return [uid, { state: 'present' }];
      const states = await Promise.all([...seen.values()].map((one) => lookUp(reader, from.served, one)));
      return [uid, mostCautious(states)];
    }),
  );
  return new Map(lookups.sort(([a], [b]) => compareText(a, b)));
}

/** By UID, then by place: the same UID may be claimed at several places, and each may be right. */
function sightingsOfStrangers(
  objects: readonly KubeObject[],
  dependents: readonly KubeObject[],
): ReadonlyMap<string, ReadonlyMap<string, Sighting>> {
  const known = new Set(objects.map((object) => object.metadata.uid));
  const sightings = new Map<string, Map<string, Sighting>>();
  for (const { metadata } of [...objects, ...dependents]) {
    for (const reference of metadata.ownerReferences ?? []) {
      if (known.has(reference.uid)) continue;
      const places = sightings.get(reference.uid) ?? new Map<string, Sighting>();
      const kind = kindKey({ group: parseApiVersion(reference.apiVersion).group, kind: reference.kind });
      places.set(`${kind}|${metadata.namespace ?? ''}|${reference.name}`, { reference, namespace: metadata.namespace });
      sightings.set(reference.uid, places);
    }
  }
  return sightings;
}

/** An owner seen once exists; one that could not be looked up everywhere may exist. */
function mostCautious(states: readonly OwnerLookup[]): OwnerLookup {
  return (
    states.find(({ state }) => state === 'present') ??
    states.find(({ state }) => state === 'unknown') ?? { state: 'absent' }
  );
}

async function lookUp(reader: LimitedReader, served: ServedResources, sighting: Sighting): Promise<OwnerLookup> {
  const { reference, namespace } = sighting;
  const { group } = parseApiVersion(reference.apiVersion);
  const type = servedVersions(served, { group, kind: reference.kind }).find(({ verbs }) => verbs.includes('get'));
  if (type === undefined) {
    // A kind that is not served has no objects: with a CustomResourceDefinition its objects go, and no client can
    // reach or revive one. Unless the API that serves it is only down.
    const because = unavailability(served, group);
    return because === undefined ? { state: 'absent' } : { state: 'unknown', because };
  }
  if (type.namespaced && namespace === undefined) {
    // Kubernetes calls this reference invalid and its garbage collector never acts on it, so neither do we.
    return { state: 'unknown', because: 'a cluster-scoped object cannot have an owner in a namespace' };
  }
  try {
    const owner = await reader.get(
      type,
      {
        name: reference.name,
        ...(type.namespaced && namespace !== undefined ? { namespace } : {}),
      },
      { retryBudgetMs: patienceMs },
    );
    // Another UID under the name is another object; the one that was meant is gone.
    return { state: owner?.metadata.uid === reference.uid ? 'present' : 'absent' };
  } catch (error) {
    return { state: 'unknown', because: reasonOf(error) };
  }
}
