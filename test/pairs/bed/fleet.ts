import type { ManagementCluster } from '../../support/control-plane/management-cluster.ts';
import { draw, type Detail } from '../../support/drawing/draw.ts';

/** Three Clusters that share a template; objects with several owners, with none, and such that only a name connects. */
const picture = `
  Cluster/a > DockerCluster/a
  Cluster/a > KubeadmControlPlane/a > Secret/a-ca, Secret/a-sa
  Cluster/a > Secret/a-kubeconfig
  Cluster/a > MachineHealthCheck/a
  KubeadmControlPlane/a > Machine/a-0 > KubeadmConfig/a-0 > Secret/a-0
  KubeadmControlPlane/a > Machine/a-1 > KubeadmConfig/a-1 > Secret/a-1
  Machine/a-0 > DockerMachine/a-0
  Machine/a-1 > DockerMachine/a-1
  Cluster/a > MachineDeployment/a > MachineSet/a > Machine/a-w > KubeadmConfig/a-w > Secret/a-w
  Machine/a-w > DockerMachine/a-w
  Cluster/a, Cluster/b > DockerMachineTemplate/shared
  Cluster/b > DockerCluster/b
  Cluster/b > KubeadmControlPlane/b > Machine/b-0 > KubeadmConfig/b-0 > Secret/b-0
  Machine/b-0 > DockerMachine/b-0
  Cluster/b > Secret/b-kubeconfig
  Secret/b-etcd
  Cluster/u > DockerCluster/u
  Cluster/u > Machine/u-0 > KubeadmConfig/u-0
  Machine/u-0 > DockerMachine/u-0
`;

const finalizers: Readonly<Record<string, string>> = {
  Cluster: 'cluster.cluster.x-k8s.io',
  DockerCluster: 'dockercluster.infrastructure.cluster.x-k8s.io',
  DockerMachine: 'dockermachine.infrastructure.cluster.x-k8s.io',
  KubeadmControlPlane: 'kubeadm.controlplane.cluster.x-k8s.io',
  Machine: 'machine.cluster.x-k8s.io',
};

/**
 * Draws the fleet. The user has paused `Cluster/u`; or all of them, where there may be controllers that would take what is
 * drawn for real, and make containers of it.
 */
export async function drawFleet(cluster: ManagementCluster, namespace: string, allPaused: boolean): Promise<void> {
  const words = [...picture.matchAll(/[A-Z]\w*\/[\w-]+/gu)].map(([one]) => one);
  const details = [...new Set(words)].flatMap((one): [string, Detail][] => {
    const [kind = '', name] = one.split('/');
    const finalizer = finalizers[kind];
    const paused = kind === 'Cluster' && (allPaused || name === 'u') ? { spec: { paused: true } } : {};
    return [[one, { ...(finalizer === undefined ? {} : { finalizers: [finalizer] }), ...paused }]];
  });
  await draw(cluster, namespace, picture, {
    ...Object.fromEntries(details),
    'Secret/b-etcd': { labels: { 'cluster.x-k8s.io/cluster-name': 'b' } },
  });
}

/** How many objects are in the drawing. */
export const fleetSize: number = new Set(picture.match(/[A-Z]\w*\/[\w-]+/gu)).size;
