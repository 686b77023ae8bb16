import type { KubeList, KubeObject } from '../../support/api/api.ts';
import { pathOf } from '../../support/api/discovery.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';

/** Kinds of the fleet whose controllers say whether they are paused. */
const acknowledging = [
  'Cluster',
  'ClusterClass',
  'ClusterResourceSet',
  'DockerCluster',
  'DockerMachine',
  'KubeadmConfig',
  'KubeadmControlPlane',
  'Machine',
  'MachineDeployment',
  'MachineHealthCheck',
  'MachineSet',
] as const;

/** True if everything in a namespace whose controller says that it is paused, or not, has said so of how it is now. */
export async function isAcknowledged(plane: ControlPlane, namespace: string): Promise<boolean> {
  const lists = await Promise.all(
    acknowledging.map(async (kind) => {
      const resource = await plane.kinds.find(kind);
      return (await plane.api.call<KubeList>('GET', pathOf(resource, namespace))).items;
    }),
  );
  return lists.flat().every(hasCurrentCondition);
}

function hasCurrentCondition({ status, metadata }: KubeObject): boolean {
  const { conditions = [] } = (status ?? {}) as {
    readonly conditions?: readonly { readonly type: string; readonly observedGeneration?: number }[];
  };
  return conditions.some(
    ({ type, observedGeneration }) => type === 'Paused' && observedGeneration === metadata.generation,
  );
}
