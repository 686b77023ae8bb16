import type { KubeObject } from '../model/kube-object.ts';
import { createCompactor } from './compact-object.ts';
import { compareRefs, refOf } from '../model/object-ref.ts';
import { formatResource } from '../model/resource-type.ts';
import type { Provider } from '../provider/types.ts';
import { secrets } from './core-types.ts';
import { ruleFor } from '../provider/rules.ts';
import { listAgain, type KnownByKind } from './list-again.ts';
import type { LimitedReader } from './reader.ts';
import { describeRead, type Refusals } from './refusals.ts';
import type { DiscoveredType } from './snapshot.ts';

/** Full objects, before what is required from elsewhere. */
export interface ListedObjects {
  /** Of the namespace, cluster-scoped, and Secrets of infrastructure providers' namespaces (B2). */
  readonly objects: readonly KubeObject[];
  /** Of other namespaces, of kinds that may use ours (C8.2). */
  readonly elsewhere: readonly KubeObject[];
}

/** Lists all objects of all types, several types at once. */
export async function listObjects(
  reader: LimitedReader,
  refusals: Refusals,
  what: {
    readonly namespace: string;
    readonly types: readonly DiscoveredType[];
    readonly providers: readonly Provider[];
    readonly infrastructureNamespaces: readonly string[];
    /** By kind: what was read before. */
    readonly known?: KnownByKind | undefined;
  },
): Promise<ListedObjects> {
  const { namespace, types, providers } = what;
  const compact = createCompactor();
  const list = (type: DiscoveredType, within: string | undefined): Promise<readonly KubeObject[]> =>
    refusals.attempt(
      describeRead('list', formatResource(type), within),
      () => {
        const before = what.known?.(type);
        const options = { namespace: within, keep: compact };
        return before === undefined ? reader.list(type, options) : listAgain(reader, type, options, before);
      },
      [],
    );
  const [lists, foreignSecrets] = await Promise.all([
    Promise.all(
      types.map((type) =>
        list(type, type.namespaced && ruleFor(providers, type).usersElsewhere !== true ? namespace : undefined),
      ),
    ),
    Promise.all(what.infrastructureNamespaces.filter((one) => one !== namespace).map((one) => list(secrets, one))),
  ]);
  const listed = lists.flat();
  const isOurs = ({ metadata }: KubeObject): boolean =>
    metadata.namespace === undefined || metadata.namespace === namespace;
  return {
    objects: sortObjects([...listed.filter(isOurs), ...foreignSecrets.flat()]),
    elsewhere: sortObjects(listed.filter((object) => !isOurs(object))),
  };
}

/** In the total order of references, each UID once. */
export function sortObjects(objects: readonly KubeObject[]): readonly KubeObject[] {
  const byUid = new Map(objects.map((object) => [object.metadata.uid, object]));
  return [...byUid.values()]
    .map((object) => ({ object, ref: refOf(object) }))
    .sort((a, b) => compareRefs(a.ref, b.ref))
    .map(({ object }) => object);
}
