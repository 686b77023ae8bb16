import type { KubeList } from '../api/api.ts';
import type { Resource } from '../api/discovery.ts';
import type { ManagementCluster } from '../control-plane/management-cluster.ts';

/** Every kind that a CustomResourceDefinition defines, except clusterctl's own inventory, which no controller looks after. */
export async function customKinds(plane: ManagementCluster): Promise<readonly Resource[]> {
  const { items } = await plane.api.call<KubeList>('GET', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions');
  const defined = new Set(items.map(({ metadata }) => metadata.name));
  return (await plane.kinds.all(true)).filter(
    ({ group, plural }) => defined.has(`${plural}.${group}`) && group !== 'clusterctl.cluster.x-k8s.io',
  );
}
