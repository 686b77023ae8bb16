import { pathOf } from '../../support/api/discovery.ts';
import { draw } from '../../support/drawing/draw.ts';
import type { Scenario } from './scenario.ts';

/** The sixth Secret of a kubeadm cluster, whose name has more dashes than clusterctl expects. */
const etcdClientSecret: Scenario = {
  name: 'the Secret with which API servers reach their etcd',
  namespace: 'etcd-client',
  seed: (source) =>
    draw(source, 'etcd-client', 'Cluster/a > DockerCluster/a\nSecret/a-etcd\nSecret/a-apiserver-etcd-client'),
};

/** What the topology controller leaves for a moment on objects of a fresh Cluster; here its Secret is gone already. */
const staleOwner: Scenario = {
  name: 'an owner that exists no more',
  namespace: 'stale-owner',
  withoutCollector: true,
  seed: (source) =>
    draw(
      source,
      'stale-owner',
      `
      Cluster/a > DockerCluster/a
      Cluster/a > KubeadmControlPlane/a > Machine/a-0 > DockerMachine/a-0
    `,
      {
        'KubeadmControlPlane/a': {
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Secret', name: 'a-shim', uid: '5e1f0000-0000-4000-8000-000000000001' },
          ],
        },
      },
    ),
};

/** An owner that exists, but takes no part: the object cannot follow without being cut off from it. */
const ownerThatStays: Scenario = {
  name: 'an owner that does not move',
  namespace: 'owner-stays',
  tsmoveFlags: ['--allow-left-behind'],
  seed: (source) =>
    draw(
      source,
      'owner-stays',
      `
      Cluster/a > DockerCluster/a
      Cluster/a > MachineDeployment/a > MachineSet/a > Machine/a-0
      Unlabelled/billing > MachineSet/a
    `,
    ),
};

/** What people put on namespaces: policies and quotas hang on it. */
const dressedNamespace: Scenario = {
  name: 'a namespace with labels and annotations',
  namespace: 'dressed',
  async seed(source) {
    const namespaces = await source.kinds.find('Namespace');
    await source.api.call('POST', pathOf(namespaces), {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'dressed',
        labels: { 'pod-security.kubernetes.io/enforce': 'restricted', team: 'a' },
        annotations: { 'example.test/cost-centre': '4711' },
      },
    });
    await draw(source, 'dressed', 'Cluster/a > DockerCluster/a');
  },
};

/** Named by what needs it, and owned by nobody: Cluster API sets no owner on these, or has not come to it yet. */
const namedOnly: Scenario = {
  name: 'objects that are needed, but owned by nobody',
  namespace: 'named-only',
  seed: (source) =>
    draw(
      source,
      'named-only',
      `
      Cluster/a > DockerCluster/a
      Cluster/a > MachineHealthCheck/a
      ClusterResourceSet/cni > ConfigMap/cni
      ConfigMap/late
      RegionRemediationTemplate/reboot
      Cluster/b ~ ClusterClass/fresh      # its controller has not made it the owner of its templates yet
      DockerClusterTemplate/fresh
      KubeadmControlPlaneTemplate/fresh
    `,
      {
        'ClusterResourceSet/cni': { spec: { resources: ['cni', 'late'].map((name) => ({ kind: 'ConfigMap', name })) } },
        'MachineHealthCheck/a': {
          spec: {
            remediation: {
              templateRef: {
                apiVersion: 'infrastructure.cluster.x-k8s.io/v1',
                kind: 'RegionRemediationTemplate',
                name: 'reboot',
              },
            },
          },
        },
      },
    ),
};

export const trapScenarios: readonly Scenario[] = [
  etcdClientSecret,
  ownerThatStays,
  dressedNamespace,
  namedOnly,
  staleOwner,
];
