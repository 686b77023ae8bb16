import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { settled, type MemoryCluster } from './memory-cluster.ts';
import { pathIn } from './objects.ts';

interface TopologyShape {
  readonly spec: { readonly topology: { readonly workers: { readonly machineDeployments: readonly object[] } } };
}

/** Has a Cluster's only MachineDeployment scaled, as a user would in its topology, and waits until that is done. */
export async function scaleWorkers(plane: ControlPlane, cluster: MemoryCluster, workers: number): Promise<void> {
  const path = await pathIn(plane, 'Cluster', cluster.namespace, cluster.name);
  const { spec } = await plane.api.call<TopologyShape>('GET', path);
  const machineDeployments = spec.topology.workers.machineDeployments.map((one) => ({ ...one, replicas: workers }));
  await plane.api.call('PATCH', path, { spec: { topology: { workers: { machineDeployments } } } });
  await settled(plane, { ...cluster, workers });
}
