import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { draw, type Detail, type Drawn } from '../../support/drawing/draw.ts';
import { until } from '../../support/processes/until.ts';
import { ofNamespace } from '../mortal/one-namespace.ts';
import { isAcknowledged } from './acknowledged.ts';

/** Where the Secrets of global identities are: not in the namespace that is moved. */
export const identityNamespace = 'capd-system';

/**
 * Three Clusters: one of a class, one that a resource set applies something to, and one that the user has paused. The
 * template is everybody's, and the identity is no namespace's. Names are the same in every namespace, but for those that
 * would meet.
 */
const picture = (namespace: string): string => `
  ClusterClass/blue > DockerClusterTemplate/blue, KubeadmControlPlaneTemplate/blue
  ClusterClass/blue > DockerMachineTemplate/blue, KubeadmConfigTemplate/blue
  Cluster/a ~ ClusterClass/blue
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
  ClusterResourceSet/cni
  ConfigMap/cni
  Cluster/u > DockerCluster/u
  Cluster/u > Machine/u-0 > KubeadmConfig/u-0
  Machine/u-0 > DockerMachine/u-0
  GlobalIdentity/${namespace}-identity > Secret/${identityNamespace}/${namespace}-identity
`;

const finalizers: Readonly<Record<string, string>> = {
  Cluster: 'cluster.cluster.x-k8s.io',
  ClusterResourceSet: 'addons.cluster.x-k8s.io',
  DockerCluster: 'dockercluster.infrastructure.cluster.x-k8s.io',
  DockerMachine: 'dockermachine.infrastructure.cluster.x-k8s.io',
  KubeadmControlPlane: 'kubeadm.controlplane.cluster.x-k8s.io',
  Machine: 'machine.cluster.x-k8s.io',
  MachineDeployment: 'cluster.x-k8s.io/machinedeployment',
  MachineSet: 'cluster.x-k8s.io/machineset',
};

/** What is particular about single objects; finalizers come by kind. */
const particulars = (namespace: string): Readonly<Record<string, Detail>> => ({
  'Cluster/a': { annotations: { 'test.tsmove.dev/team': 'blue' } },
  'Cluster/b': { labels: { resources: 'cni' }, spec: { paused: false } },
  'MachineSet/a': { annotations: { 'machinedeployment.clusters.x-k8s.io/revision': '1' } },
  'Machine/a-0': { annotations: { 'test.tsmove.dev/note': 'first' } },
  'Secret/b-etcd': { labels: { 'cluster.x-k8s.io/cluster-name': 'b' } },
  [`GlobalIdentity/${namespace}-identity`]: { labels: { [ofNamespace]: namespace } },
  [`Secret/${identityNamespace}/${namespace}-identity`]: { labels: { [ofNamespace]: namespace } },
});

/**
 * Draws the fleet and waits until the stand-ins have done what controllers do to new objects; from then on nothing
 * changes by itself. The stand-ins must be running.
 */
export async function drawFleet(plane: ControlPlane, namespace: string): Promise<Drawn> {
  const text = picture(namespace);
  const words = [...text.matchAll(/[A-Z]\w*\/\S+?(?=[\s,]|$)/gu)].map(([one]) => one);
  const own = particulars(namespace);
  const details = Object.fromEntries(
    [...new Set([...words, ...Object.keys(own)])].map((one): [string, Detail] => {
      const finalizer = finalizers[one.slice(0, one.indexOf('/'))];
      return [one, { ...(finalizer === undefined ? {} : { finalizers: [finalizer] }), ...own[one] }];
    }),
  );
  const fleet = await draw(plane, namespace, text, details);
  // Somebody at a shell.
  await plane.api.call('PATCH', `${fleet.pathOf('Cluster/u')}?fieldManager=kubectl-edit`, { spec: { paused: true } });
  await until(
    { what: `the controllers' first look at ${namespace}`, timeout: 60_000, interval: 100 },
    async () => (await isBound(plane, fleet)) && (await isAcknowledged(plane, namespace)),
  );
  return fleet;
}

async function isBound(plane: ControlPlane, fleet: Drawn): Promise<boolean> {
  const path = fleet
    .pathOf('ClusterResourceSet/cni')
    .replace('clusterresourcesets/cni', 'clusterresourcesetbindings/b');
  const answer = await plane.api.request('GET', path);
  return answer.status === 200 && JSON.stringify(answer.body).includes('"applied":true');
}
