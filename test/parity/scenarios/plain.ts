import { draw } from '../../support/drawing/draw.ts';
import { seedClusters } from '../../support/seed/seed.ts';
import type { Scenario } from './scenario.ts';

/** A finished cluster with everything that its controllers write, beside objects that are none of its business. */
const single: Scenario = {
  name: 'one finished cluster',
  namespace: 'single',
  async seed(source) {
    await seedClusters(source, { namespace: 'single', count: 1, controlPlanes: 1, workers: 1 });
    await draw(source, 'single', 'ConfigMap/kube-root-ca.crt\nConfigMap/of-a-team\nSecret/of-a-team');
  },
};

const severalClusters: Scenario = {
  name: 'clusters that share templates',
  namespace: 'several',
  async seed(source) {
    const drawn = await draw(
      source,
      'several',
      `
      Cluster/a > DockerCluster/a
      Cluster/a > KubeadmControlPlane/a > Machine/a-0 > KubeadmConfig/a-0 > Secret/a-0
      Machine/a-0 > DockerMachine/a-0
      Cluster/a > MachineDeployment/a > MachineSet/a > Machine/a-1
      Cluster/a > MachineHealthCheck/a
      Cluster/b > DockerCluster/b
      Cluster/b > MachineDeployment/b > MachineSet/b > Machine/b-0
      Cluster/c > DevCluster/c
      Cluster/a, Cluster/b, Cluster/c > DockerMachineTemplate/pool, KubeadmConfigTemplate/pool
      Secret/a-kubeconfig        # belongs to its Cluster by its name alone
      Secret/b-proxy
    `,
      {
        'Cluster/a': {
          labels: { tier: 'gold' },
          annotations: { 'example.test/note': 'keep me' },
          finalizers: ['cluster.cluster.x-k8s.io', 'example.test/audit'],
        },
        'Cluster/b': { spec: { paused: false } },
        'Machine/a-0': {
          annotations: { 'pre-drain.delete.hook.machine.cluster.x-k8s.io/backup': 'team-a' },
          finalizers: ['machine.cluster.x-k8s.io'],
        },
        'DockerMachine/a-0': { finalizers: ['dockermachine.infrastructure.cluster.x-k8s.io'] },
      },
    );
    const { apiVersion, kind, metadata } = drawn.of('Cluster/a');
    const owner = { apiVersion, kind, name: metadata.name, uid: String(metadata.uid) };
    await draw(source, 'several', 'ConfigMap/owned\nConfigMap/owned-twice', {
      // That a flag is false is not the same as its absence.
      'ConfigMap/owned': { ownerReferences: [{ ...owner, controller: false, blockOwnerDeletion: false }] },
      // The API server warns of it, and keeps both.
      'ConfigMap/owned-twice': {
        ownerReferences: [
          { ...owner, blockOwnerDeletion: true },
          { ...owner, controller: true },
        ],
      },
    });
  },
};

const pools: Scenario = {
  name: 'a machine pool, its status left behind on request',
  namespace: 'pools',
  tsmoveFlags: ['--status', 'drop'],
  seed: (source) =>
    draw(
      source,
      'pools',
      `
      Cluster/a > DockerCluster/a
      Cluster/a > MachinePool/pool > DockerMachinePool/pool > DockerMachine/pool-0
      MachinePool/pool > KubeadmConfig/pool > Secret/pool
      MachinePool/pool > Machine/pool-0 > DockerMachine/pool-0 > IPAddressClaim/pool-0 > IPAddress/pool-0
    `,
    ),
};

const resourceSets: Scenario = {
  name: 'a ClusterResourceSet with bindings',
  namespace: 'resource-sets',
  seed: (source) =>
    draw(
      source,
      'resource-sets',
      `
      Cluster/a > DockerCluster/a
      Cluster/b > DockerCluster/b
      ClusterResourceSet/cni > ConfigMap/cni, Secret/registry
      Cluster/a, ClusterResourceSet/cni > ClusterResourceSetBinding/a
      ClusterResourceSet/cni > ClusterResourceSetBinding/b     # its Cluster is told by a field only
    `,
      {
        'Cluster/a': { labels: { resources: 'cni' } },
        'Cluster/b': { labels: { resources: 'cni' } },
        'Secret/registry': { type: 'addons.cluster.x-k8s.io/resource-set' },
        'ClusterResourceSetBinding/b': { spec: { clusterName: 'b' } },
      },
    ),
};

export const plainScenarios: readonly Scenario[] = [single, severalClusters, pools, resourceSets];
