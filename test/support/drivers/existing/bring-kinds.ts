import type { KubeList } from '../../api/api.ts';
import { pathOf } from '../../api/discovery.ts';
import type { ManagementCluster } from '../../control-plane/management-cluster.ts';
import { createCrds } from '../../crds/install.ts';
import type { Crd } from '../../crds/render.ts';

const collection = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/**
 * Installs the kinds that a cluster does not have. The function that is returned takes them out again, but for those of
 * which there are objects: somebody has begun to use them.
 */
export async function bringKinds(cluster: ManagementCluster, wanted: readonly Crd[]): Promise<() => Promise<void>> {
  const served = new Set((await cluster.kinds.all(true)).map(({ plural, group }) => `${plural}.${group}`));
  const missing = wanted.filter(({ metadata }) => !served.has(metadata.name));
  await createCrds(cluster, missing);
  return async () => {
    const brought = new Set(missing.map(({ metadata }) => metadata.name));
    const resources = (await cluster.kinds.all(true)).filter(({ plural, group }) => brought.has(`${plural}.${group}`));
    for (const resource of resources) {
      const { items } = await cluster.api.call<KubeList>('GET', `${pathOf(resource)}?limit=1`);
      if (items.length === 0) await cluster.api.request('DELETE', `${collection}/${resource.plural}.${resource.group}`);
    }
  };
}
