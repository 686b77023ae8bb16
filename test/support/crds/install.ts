import type { KubeList } from '../api/api.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { until } from '../processes/until.ts';
import { allCrdSets, crdsOf, type CrdSet } from './modules.ts';
import type { Crd } from './render.ts';

const collection = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Installs the kinds of Cluster API providers, and waits until every one of them can be used. */
export async function installCrds(plane: ControlPlane, sets: readonly CrdSet[] = allCrdSets): Promise<void> {
  await createCrds(plane, (await Promise.all(sets.map(crdsOf))).flat());
}

/** Creates CustomResourceDefinitions and waits until they are established and discovery knows them. */
export async function createCrds(plane: ControlPlane, crds: readonly Crd[]): Promise<void> {
  await Promise.all(
    crds.map(async (crd) => {
      const answer = await plane.api.request('POST', collection, crd);
      if (answer.status !== 201) throw new Error(`${crd.metadata.name}: ${JSON.stringify(answer.body)}`);
    }),
  );
  await until({ what: `${crds.length} CRDs of ${plane.name} established`, interval: 50 }, async () => {
    const { items } = await plane.api.call<KubeList>('GET', collection);
    const established = new Set(items.filter(isEstablished).map(({ metadata }) => metadata.name));
    return crds.every(({ metadata }) => established.has(metadata.name));
  });
  // Established comes before served: wait for the discovery document that clients go by.
  await until({ what: `${crds.length} CRDs of ${plane.name} discovered`, interval: 50 }, async () => {
    const known = new Set((await plane.kinds.all(true)).map(({ group, plural }) => `${plural}.${group}`));
    return crds.every(({ metadata }) => known.has(metadata.name));
  });
}

function isEstablished(crd: KubeList['items'][number]): boolean {
  const { conditions = [] } = (crd['status'] ?? {}) as {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  return conditions.some(({ type, status }) => type === 'Established' && status === 'True');
}
