import { controlPlaneConfig, registration } from './bootstrap-content.ts';
import { clusterSecrets } from './cluster-secrets.ts';
import { machineRecipes } from './machines.ts';
import { madeUp } from './made-up.ts';
import { creators, groups, type ClusterShape, type Given, type Recipe } from './recipe.ts';
import { clusterStatus, controlPlaneStatus, deploymentStatus, dockerClusterStatus, setStatus } from './status.ts';

/** The objects of one finished CAPD cluster, owners first. With three control plane and three worker machines they are 37. */
export function dockerClusterRecipes(shape: ClusterShape): readonly Recipe[] {
  const { name, controlPlanes, workers, version } = shape;
  const ofCluster = { 'cluster.x-k8s.io/cluster-name': name };
  const kcp = `${name}-control-plane`;
  const md = `${name}-md-0`;
  const hash = madeUp(md, 10);
  const ms = `${md}-${hash.slice(0, 5)}`;
  const selector = { 'cluster.x-k8s.io/cluster-name': name, 'cluster.x-k8s.io/deployment-name': md };
  const setSelector = { ...selector, 'machine-template-hash': hash };
  const endpoint = { host: `172.18.${shape.subnet}.2`, port: 6443 };
  const templateSpec = {
    clusterName: name,
    version,
    bootstrap: { configRef: { apiGroup: groups.bootstrap, kind: 'KubeadmConfigTemplate', name: md } },
    infrastructureRef: { apiGroup: groups.infrastructure, kind: 'DockerMachineTemplate', name: md },
  };
  const recipe = (given: Given): Recipe => ({
    owner: 'cluster',
    ownership: 'owner',
    labels: ofCluster,
    annotations: {},
    creator: creators.user,
    adopted: undefined,
    status: undefined,
    ...given,
  });
  const controlPlaneLabels = {
    ...ofCluster,
    'cluster.x-k8s.io/control-plane': '',
    'cluster.x-k8s.io/control-plane-name': kcp,
  };
  const workerLabels = { ...setSelector, 'cluster.x-k8s.io/set-name': ms };
  const machines = [
    ...Array.from({ length: controlPlanes }, (_, at) => ({
      name: `${kcp}-${madeUp(`${kcp}${at}`, 5)}`,
      owner: 'kcp',
      template: kcp,
      labels: controlPlaneLabels,
      at,
    })),
    ...Array.from({ length: workers }, (_, at) => ({
      name: `${ms}-${madeUp(`${ms}${at}`, 5)}`,
      owner: 'ms',
      template: md,
      labels: workerLabels,
      at: controlPlanes + at,
    })),
  ];

  return [
    recipe({
      key: 'cluster',
      kind: 'Cluster',
      name,
      owner: undefined,
      fields: {
        spec: {
          clusterNetwork: {
            pods: { cidrBlocks: ['192.168.0.0/16'] },
            services: { cidrBlocks: ['10.128.0.0/12'] },
            serviceDomain: 'cluster.local',
          },
          controlPlaneEndpoint: endpoint,
          controlPlaneRef: { apiGroup: groups.controlPlane, kind: 'KubeadmControlPlane', name: kcp },
          infrastructureRef: { apiGroup: groups.infrastructure, kind: 'DockerCluster', name },
        },
      },
      adopted: { finalizers: ['cluster.cluster.x-k8s.io'] },
      status: clusterStatus(controlPlanes, workers),
    }),
    recipe({
      key: 'docker-cluster',
      kind: 'DockerCluster',
      name,
      fields: { spec: { controlPlaneEndpoint: endpoint, failureDomains: [{ name: 'fd1', controlPlane: true }] } },
      adopted: { finalizers: ['dockercluster.infrastructure.cluster.x-k8s.io'] },
      status: dockerClusterStatus,
    }),
    ...[kcp, md].map((template) =>
      recipe({
        key: `machine-template-${template}`,
        kind: 'DockerMachineTemplate',
        name: template,
        fields: {
          spec: {
            template: {
              spec: { extraMounts: [{ containerPath: '/var/run/docker.sock', hostPath: '/var/run/docker.sock' }] },
            },
          },
        },
      }),
    ),
    recipe({
      key: 'config-template',
      kind: 'KubeadmConfigTemplate',
      name: md,
      fields: { spec: { template: { spec: { joinConfiguration: { nodeRegistration: registration } } } } },
    }),
    recipe({
      key: 'kcp',
      kind: 'KubeadmControlPlane',
      name: kcp,
      fields: {
        spec: {
          replicas: controlPlanes,
          version,
          machineTemplate: {
            spec: { infrastructureRef: { apiGroup: groups.infrastructure, kind: 'DockerMachineTemplate', name: kcp } },
          },
          kubeadmConfigSpec: controlPlaneConfig,
          rollout: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
        },
      },
      adopted: { finalizers: ['kubeadm.controlplane.cluster.x-k8s.io'] },
      status: controlPlaneStatus(
        controlPlanes,
        version,
        `cluster.x-k8s.io/cluster-name=${name},cluster.x-k8s.io/control-plane`,
      ),
    }),
    recipe({
      key: 'md',
      kind: 'MachineDeployment',
      name: md,
      annotations: { 'machinedeployment.clusters.x-k8s.io/revision': '1' },
      fields: {
        spec: {
          clusterName: name,
          replicas: workers,
          selector: { matchLabels: selector },
          template: { metadata: { labels: selector }, spec: templateSpec },
          rollout: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
        },
      },
      adopted: { finalizers: ['cluster.x-k8s.io/machinedeployment'] },
      status: deploymentStatus(workers, text(selector)),
    }),
    recipe({
      key: 'ms',
      kind: 'MachineSet',
      name: ms,
      owner: 'md',
      ownership: 'controller',
      labels: setSelector,
      annotations: {
        'machinedeployment.clusters.x-k8s.io/desired-replicas': String(workers),
        'machinedeployment.clusters.x-k8s.io/max-replicas': String(workers + 1),
        'machinedeployment.clusters.x-k8s.io/revision': '1',
      },
      creator: creators.deployment,
      fields: {
        spec: {
          clusterName: name,
          replicas: workers,
          selector: { matchLabels: setSelector },
          template: { metadata: { labels: setSelector }, spec: templateSpec },
        },
      },
      adopted: { finalizers: ['cluster.x-k8s.io/machineset'] },
      status: setStatus(workers, text(setSelector)),
    }),
    ...machines.flatMap((machine) => machineRecipes(shape, machine, recipe)),
    ...clusterSecrets(name, endpoint).map((secret) =>
      recipe({ ...secret, owner: 'kcp', ownership: 'controller', creator: creators.controllers }),
    ),
  ];
}

function text(selector: Readonly<Record<string, string>>): string {
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
