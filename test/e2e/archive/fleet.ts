import { census, essence } from '../../support/census.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { draw } from '../../support/drawing/draw.ts';

/** A Cluster of a class with a Machine and all that belongs to it. */
export async function drawFleet(plane: ControlPlane, namespace: string): Promise<void> {
  await draw(
    plane,
    namespace,
    `ClusterClass/c > DockerClusterTemplate/c
     Cluster/a ~ ClusterClass/c
     Cluster/a > KubeadmControlPlane/a > Machine/m > KubeadmConfig/m > Secret/m
     Machine/m > DockerMachine/m
     Cluster/a > ClusterResourceSet/r
     Secret/a-ca`,
    { 'Machine/m': { finalizers: ['machine.cluster.x-k8s.io'] } },
  );
}

/** Every object of a namespace as equality R sees it, by name. */
export async function fleetIn(plane: ControlPlane, namespace: string): Promise<Readonly<Record<string, string>>> {
  const found = await census(plane, namespace);
  return Object.fromEntries([...found].map(([name, object]) => [name, essence(object, { managers: true })]));
}
