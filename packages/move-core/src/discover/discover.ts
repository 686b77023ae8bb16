import { defaults } from '../defaults.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { Provider } from '../provider/types.ts';
import { readOnly } from '../server/read-only.ts';
import { discoverResources } from '../server/resources/discover.ts';
import type { ServedResources } from '../server/resources/types.ts';
import type { ApiServer } from '../server/types.ts';
import { readClusterFacts, requireContract, requireNamespace } from './cluster.ts';
import { namespaces } from './core-types.ts';
import { listDependents } from './dependents.ts';
import { infrastructureNamespaces, inventoryType, readInventory } from './inventory.ts';
import { knownByKind } from './list-again.ts';
import { listObjects, sortObjects } from './objects.ts';
import { lookUpOwners } from './owners.ts';
import { limitReads, type LimitedReader } from './reader.ts';
import { createRefusals, describeRead, type Refusals } from './refusals.ts';
import { fetchRequired } from './required.ts';
import { compareTypes, discoverTypes, listLabelledResources } from './resource-types.ts';
import type { InventoryItem, Snapshot } from './snapshot.ts';

export interface DiscoverOptions {
  /** The namespace to be moved. */
  readonly namespace: string;
  readonly providers: readonly Provider[];
  readonly signal?: AbortSignal | undefined;
  /** Requests at once; default `defaults.concurrency`. */
  readonly concurrency?: number | undefined;
  /** An earlier reading of the same source: what has not changed since is taken from it. */
  readonly known?: Snapshot | undefined;
}

/**
 * Reads everything that a plan is made from: types, objects, what depends on them, what they need from elsewhere.
 * Nothing is written; unlike clusterctl not even a missing inventory definition.
 *
 * Raises DiscoveryError, with all problems in one: the namespace does not exist, the cluster is no management cluster
 * or speaks another contract, rights are missing, something required is not there. Raises TransportError and
 * AbortedError as they come.
 */
export async function discover(source: ApiServer, options: DiscoverOptions): Promise<Snapshot> {
  const ended = new AbortController();
  try {
    const reader = limitReads(readOnly(source), {
      concurrency: options.concurrency ?? defaults.concurrency,
      signal: options.signal === undefined ? ended.signal : AbortSignal.any([options.signal, ended.signal]),
    });
    return await takeSnapshot(reader, options);
  } finally {
    // After a failure the other requests of the same moment are of no use any more.
    ended.abort();
  }
}

async function takeSnapshot(
  reader: LimitedReader,
  { namespace, providers, known }: DiscoverOptions,
): Promise<Snapshot> {
  const refusals = createRefusals(reader.server.label);
  const [cluster, , labelled, served, inventory] = await Promise.all([
    readClusterFacts(reader, refusals),
    requireNamespace(reader, refusals, namespace),
    listLabelledResources(reader, refusals),
    readServed(reader, refusals),
    readInventoryItems(reader, refusals),
    requireContract(reader, refusals),
  ]);
  const types = await discoverTypes(reader, refusals, { labelled, served, providers });
  const [listed, others] = await Promise.all([
    listObjects(reader, refusals, {
      namespace,
      types,
      providers,
      infrastructureNamespaces: infrastructureNamespaces(inventory),
      ...(known === undefined ? {} : { known: knownByKind([...known.objects, ...known.elsewhere]) }),
    }),
    listDependents(reader, { namespace, served, listed: types }),
  ]);
  const required = await fetchRequired(reader, refusals, { namespace, ...listed, types, served, providers });
  // Before this point something that is needed may be missing; what follows is only looked up.
  refusals.raise();
  const objects = sortObjects([...listed.objects, ...required.objects]);
  const uids = new Set(objects.map((object) => object.metadata.uid));
  const [owners, namespaceObjects] = await Promise.all([
    lookUpOwners(reader, { objects, dependents: others.dependents, existing: others.uids, served }),
    readNamespaces(reader, refusals, [namespace, ...objects.flatMap((object) => object.metadata.namespace ?? [])]),
  ]);
  refusals.raise();
  return {
    cluster,
    namespace,
    types: [...types, ...required.types].sort(compareTypes),
    objects,
    elsewhere: listed.elsewhere.filter((object) => !uids.has(object.metadata.uid)),
    dependents: others.dependents,
    owners,
    inventory,
    namespaces: namespaceObjects,
    unlistable: others.unlistable,
  };
}

function readServed(reader: LimitedReader, refusals: Refusals): Promise<ServedResources> {
  return refusals.attempt(
    'get /api and /apis',
    () => reader.limited(() => discoverResources(reader.server, reader.call)),
    { resources: [], unavailable: [] },
  );
}

async function readInventoryItems(reader: LimitedReader, refusals: Refusals): Promise<readonly InventoryItem[]> {
  const items = await refusals.attempt(
    describeRead('list', 'providers.clusterctl.cluster.x-k8s.io', undefined),
    () => reader.list(inventoryType),
    [],
  );
  return readInventory(items);
}

async function readNamespaces(
  reader: LimitedReader,
  refusals: Refusals,
  names: readonly string[],
): Promise<readonly KubeObject[]> {
  const found = await Promise.all(
    [...new Set(names)].map((name) =>
      refusals.attempt(`get namespaces ${name}`, () => reader.get(namespaces, { name }), undefined),
    ),
  );
  return sortObjects(found.flatMap((object) => object ?? []));
}
