import type { KubeObject } from '../model/kube-object.ts';
import { compareText, parseApiVersion } from '../model/object-ref.ts';
import { formatResource, type ResourceType } from '../model/resource-type.ts';
import type { ServedResources } from '../server/resources/types.ts';
import { computedGroups, dependentKinds } from './kinds-of-namespace.ts';
import { sortObjects } from './objects.ts';
import type { LimitedReader } from './reader.ts';
import { reasonOf } from './refusals.ts';
import type { Snapshot } from './snapshot.ts';

/** What else is in the namespace, by its metadata. */
export interface OtherObjects {
  /** Those that have an owner: what the garbage collector would take when it goes. */
  readonly dependents: readonly KubeObject[];
  /** UIDs of all of them, with and without owners: these exist. */
  readonly uids: ReadonlySet<string>;
  readonly unlistable: Snapshot['unlistable'];
}

/** An aggregated API that is down stays down for longer than anybody wants to wait for a list of dependents. */
const patienceMs = 3_000;

/**
 * Lists the metadata of everything in the namespace that is not listed in full (contract 8). A kind that cannot be
 * listed is not an error but is said: something of it may depend on what moves.
 */
export async function listDependents(
  reader: LimitedReader,
  from: {
    readonly namespace: string;
    readonly served: ServedResources;
    readonly listed: readonly ResourceType[];
  },
): Promise<OtherObjects> {
  const { namespace, served } = from;
  const resources = dependentKinds(served, from.listed);
  const objects: KubeObject[] = [];
  const unlistable = served.unavailable
    .map(({ groupVersion, reason }) => ({ group: parseApiVersion(groupVersion).group, because: reason }))
    .filter(({ group }) => !computedGroups.has(group))
    .map(({ group, because }) => ({ resource: `*.${group}`, because }));
  await Promise.all(
    resources.map(async (resource) => {
      try {
        objects.push(...(await reader.listMetadata(resource, { namespace, retryBudgetMs: patienceMs })));
      } catch (error) {
        unlistable.push({ resource: formatResource(resource), because: reasonOf(error) });
      }
    }),
  );
  return {
    dependents: sortObjects(objects.filter((object) => (object.metadata.ownerReferences ?? []).length > 0)),
    uids: new Set(objects.flatMap((object) => object.metadata.uid ?? [])),
    unlistable: unlistable.sort((a, b) => compareText(a.resource, b.resource)),
  };
}
