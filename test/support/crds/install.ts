import { pathOf } from '../api/discovery.ts';
import type { ManagementCluster } from '../control-plane/management-cluster.ts';
import { until } from '../processes/until.ts';
import { allCrdSets, crdsOf, type CrdSet } from './modules.ts';
import type { Crd } from './render.ts';

const collection = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Installs the kinds of Cluster API providers, and waits until every one of them can be used. */
export async function installCrds(plane: ManagementCluster, sets: readonly CrdSet[] = allCrdSets): Promise<void> {
  await createCrds(plane, (await Promise.all(sets.map(crdsOf))).flat());
}

/** Creates CustomResourceDefinitions and waits until they are established, discovered and served. */
export async function createCrds(plane: ManagementCluster, crds: readonly Crd[]): Promise<void> {
  await Promise.all(
    crds.map(async (crd) => {
      const answer = await plane.api.request('POST', collection, crd);
      if (answer.status !== 201) throw new Error(`${crd.metadata.name}: ${JSON.stringify(answer.body)}`);
    }),
  );
  await crdsServed(plane, crds);
}

/** Waits until kinds that are stored can be used. */
export async function crdsServed(plane: ManagementCluster, crds: readonly Crd[]): Promise<void> {
  // Discovery names only established kinds; it is asked, and not the CRDs themselves, because those are megabytes.
  const found = await until({ what: `${crds.length} kinds of ${plane.name} discovered`, interval: 100 }, async () => {
    const known = new Map((await plane.kinds.all(true)).map((kind) => [`${kind.plural}.${kind.group}`, kind]));
    const resources = crds.map(({ metadata }) => known.get(metadata.name)).filter((kind) => kind !== undefined);
    return resources.length === crds.length && resources;
  });
  // What serves them reads the same events by itself, perhaps a moment later.
  await Promise.all(
    found.map((resource) =>
      until({ what: `${resource.kind} of ${plane.name} served` }, async () => {
        return (await plane.api.request('GET', `${pathOf(resource)}?limit=1`)).status === 200;
      }),
    ),
  );
}
