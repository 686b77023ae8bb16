import type { KubeObject } from '../model/kube-object.ts';
import { formatRef, refKey, refOf, type ObjectRef } from '../model/object-ref.ts';
import { formatResource, kindKey } from '../model/resource-type.ts';
import type { Provider } from '../provider/types.ts';
import type { ServedResources } from '../server/resources/types.ts';
import type { LimitedReader } from './reader.ts';
import { locateType } from './resource-types.ts';
import { describeRead, type Refusals } from './refusals.ts';
import type { DiscoveredType } from './snapshot.ts';

/** What was fetched because something that was listed cannot do without it. */
export interface RequiredObjects {
  readonly objects: readonly KubeObject[];
  /** Types that were not discovered by themselves. */
  readonly types: readonly DiscoveredType[];
}

interface Demand {
  readonly ref: ObjectRef;
  /** Who needs it, for the message when it is missing. */
  readonly by: KubeObject;
}

/**
 * Fetches what providers require from other namespaces, such as the ClusterClass of a Cluster and the templates of
 * that class (B3), and asks the fetched objects in turn until nothing new is named. The version in a reference is
 * not followed: the storage version is read, like everywhere.
 *
 * Objects that do not exist are noted with who needs them. A reference into the moved namespace is not followed:
 * everything there is listed already, and an object that is missing there is missing for its user as well.
 */
export async function fetchRequired(
  reader: LimitedReader,
  refusals: Refusals,
  from: {
    readonly namespace: string;
    readonly objects: readonly KubeObject[];
    /** Already read; taken from here instead of being fetched. */
    readonly elsewhere: readonly KubeObject[];
    readonly types: readonly DiscoveredType[];
    readonly served: ServedResources;
    readonly providers: readonly Provider[];
  },
): Promise<RequiredObjects> {
  const known = new Set(from.objects.map((object) => refKey(refOf(object))));
  const alreadyRead = new Map(from.elsewhere.map((object) => [refKey(refOf(object)), object]));
  const types = new Map<string, Promise<DiscoveredType | undefined>>(
    from.types.map((type) => [kindKey(type), Promise.resolve(type)]),
  );
  const discovered = new Set(types.keys());

  function typeOf(ref: ObjectRef): Promise<DiscoveredType | undefined> {
    const key = kindKey(ref);
    const type = types.get(key) ?? locateType(reader, refusals, from.served, ref);
    types.set(key, type);
    return type;
  }

  async function fetch({ ref, by }: Demand): Promise<readonly KubeObject[]> {
    const read = alreadyRead.get(refKey(ref));
    if (read !== undefined) return [read];
    const type = await typeOf(ref);
    const object =
      type === undefined
        ? undefined
        : await refusals.attempt<KubeObject | undefined | 'refused'>(
            describeRead('get', formatResource(type), ref.namespace),
            () => reader.get(type, ref),
            'refused',
          );
    if (object === 'refused') return [];
    if (object === undefined) {
      const why = type === undefined ? `the kind ${kindKey(ref)} is not served` : 'it does not exist';
      refusals.note(`${formatRef(refOf(by))} needs ${formatRef(ref)}, but ${why}`);
      return [];
    }
    return [object];
  }

  const fetched: KubeObject[] = [];
  let asked = from.objects;
  while (asked.length > 0) {
    const demands = new Map<string, Demand>();
    for (const object of asked) {
      for (const ref of requirements(from.providers, object)) {
        if (ref.namespace === from.namespace || known.has(refKey(ref))) continue;
        demands.set(refKey(ref), demands.get(refKey(ref)) ?? { ref, by: object });
        known.add(refKey(ref));
      }
    }
    asked = (await Promise.all([...demands.values()].map(fetch))).flat();
    fetched.push(...asked);
  }
  const found = await Promise.all([...types].filter(([key]) => !discovered.has(key)).map(([, type]) => type));
  return { objects: fetched, types: found.flatMap((type) => type ?? []) };
}

function requirements(providers: readonly Provider[], object: KubeObject): readonly ObjectRef[] {
  return providers.flatMap((provider) => [...(provider.requires?.(object) ?? [])]);
}
