import { createHash } from 'node:crypto';
import {
  bootstrapStatus,
  clusterStatus,
  controlPlaneStatus,
  deploymentStatus,
  dockerClusterStatus,
  dockerMachineStatus,
  machineStatus,
  setStatus,
} from './status.ts';
import { clusterSecrets } from './cluster-secrets.ts';
import { creators, type Recipe } from './recipe.ts';

export interface ClusterShape {
  readonly name: string;
  readonly controlPlanes: number;
  readonly workers: number;
  readonly version: string;
  /** Distinguishes the addresses of one cluster from another's. */
  readonly subnet: number;
}

const infrastructure = 'infrastructure.cluster.x-k8s.io';
const bootstrap = 'bootstrap.cluster.x-k8s.io';

type Partial = Pick<Recipe, 'key' | 'kind' | 'name' | 'fields'> & { readonly [field in keyof Recipe]?: Recipe[field] };

/** The objects of one finished CAPD cluster, owners first. With three control plane and three worker machines they are 37. */
export function dockerClusterRecipes(shape: ClusterShape): readonly Recipe[] {
  const { name, controlPlanes, workers, version } = shape;
  const ofCluster = { 'cluster.x-k8s.io/cluster-name': name };
  const kcp = `${name}-control-plane`;
  const md = `${name}-md-0`;
  const hash = short(md, 10);
  const ms = `${md}-${hash.slice(0, 5)}`;
  const selector = { 'cluster.x-k8s.io/cluster-name': name, 'cluster.x-k8s.io/deployment-name': md };
  const setSelector = { ...selector, 'machine-template-hash': hash };
  const endpoint = { host: `172.18.${shape.subnet}.2`, port: 6443 };
  const templateSpec = {
    clusterName: name,
    version,
    bootstrap: { configRef: { apiGroup: bootstrap, kind: 'KubeadmConfigTemplate', name: md } },
    infrastructureRef: { apiGroup: infrastructure, kind: 'DockerMachineTemplate', name: md },
  };
  const recipe = (given: Partial): Recipe => ({
    owner: 'cluster',
    ownership: 'owner',
    labels: ofCluster,
    annotations: {},
    creator: creators.user,
    adopted: undefined,
    status: undefined,
    ...given,
  });
  const controlPlaneLabels = { ...ofCluster, 'cluster.x-k8s.io/control-plane': '', 'cluster.x-k8s.io/control-plane-name': kcp };
  const workerLabels = { ...setSelector, 'cluster.x-k8s.io/set-name': ms };
  const machines = [
    ...Array.from({ length: controlPlanes }, (_, at) => ({ name: `${kcp}-${short(`${kcp}${at}`, 5)}`, owner: 'kcp', template: kcp, labels: controlPlaneLabels, at })),
    ...Array.from({ length: workers }, (_, at) => ({ name: `${ms}-${short(`${ms}${at}`, 5)}`, owner: 'ms', template: md, labels: workerLabels, at: controlPlanes + at })),
  ];

  return [
    recipe({
      key: 'cluster',
      kind: 'Cluster',
      name,
      owner: undefined,
      fields: {
        spec: {
          clusterNetwork: { pods: { cidrBlocks: ['192.168.0.0/16'] }, services: { cidrBlocks: ['10.128.0.0/12'] }, serviceDomain: 'cluster.local' },
          controlPlaneEndpoint: endpoint,
          controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name: kcp },
          infrastructureRef: { apiGroup: infrastructure, kind: 'DockerCluster', name },
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
        fields: { spec: { template: { spec: { extraMounts: [{ containerPath: '/var/run/docker.sock', hostPath: '/var/run/docker.sock' }] } } } },
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
          machineTemplate: { spec: { infrastructureRef: { apiGroup: infrastructure, kind: 'DockerMachineTemplate', name: kcp } } },
          kubeadmConfigSpec: controlPlaneConfig,
          rollout: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
        },
      },
      adopted: { finalizers: ['kubeadm.controlplane.cluster.x-k8s.io'] },
      status: controlPlaneStatus(controlPlanes, version, `cluster.x-k8s.io/cluster-name=${name},cluster.x-k8s.io/control-plane`),
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

interface MachineShape {
  readonly name: string;
  readonly owner: string;
  readonly template: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly at: number;
}

/** A Machine, its bootstrap configuration and data, and its container. */
function machineRecipes(shape: ClusterShape, machine: MachineShape, recipe: (given: Partial) => Recipe): readonly Recipe[] {
  const { name, at } = machine;
  const isControlPlane = machine.owner === 'kcp';
  const creator = isControlPlane ? creators.controlPlane : creators.set;
  const addresses = [
    { type: 'Hostname', address: name },
    { type: 'InternalIP', address: `172.18.${shape.subnet}.${10 + at}` },
    { type: 'ExternalIP', address: `172.18.${shape.subnet}.${10 + at}` },
  ];
  const providerID = `docker:////${name}`;
  const hook = isControlPlane ? { 'pre-terminate.delete.hook.machine.cluster.x-k8s.io/kcp-cleanup': '' } : {};
  const clonedFrom = (kind: string): Readonly<Record<string, string>> => ({
    'cluster.x-k8s.io/cloned-from-groupkind': kind,
    'cluster.x-k8s.io/cloned-from-name': machine.template,
  });
  return [
    recipe({
      key: name,
      kind: 'Machine',
      name,
      owner: machine.owner,
      ownership: 'controller',
      labels: machine.labels,
      annotations: hook,
      creator,
      fields: {
        spec: {
          clusterName: shape.name,
          version: shape.version,
          bootstrap: { configRef: { apiGroup: bootstrap, kind: 'KubeadmConfig', name } },
          infrastructureRef: { apiGroup: infrastructure, kind: 'DockerMachine', name },
        },
      },
      adopted: { finalizers: ['machine.cluster.x-k8s.io'], spec: { providerID, bootstrap: { dataSecretName: name } } },
      status: machineStatus(name, addresses, shape.version, isControlPlane),
    }),
    recipe({
      key: `${name}-config`,
      kind: 'KubeadmConfig',
      name,
      owner: name,
      ownership: 'controller',
      labels: machine.labels,
      annotations: isControlPlane ? {} : clonedFrom('KubeadmConfigTemplate.bootstrap.cluster.x-k8s.io'),
      creator,
      fields: { spec: isControlPlane ? controlPlaneConfig : { joinConfiguration: { nodeRegistration: registration } } },
      status: bootstrapStatus(name),
    }),
    recipe({
      key: `${name}-data`,
      kind: 'Secret',
      name,
      owner: `${name}-config`,
      ownership: 'controller only',
      creator: creators.controllers,
      fields: { type: 'cluster.x-k8s.io/secret', data: { value: base64(cloudConfig(name, isControlPlane)), format: base64('cloud-config') } },
    }),
    recipe({
      key: `${name}-docker`,
      kind: 'DockerMachine',
      name,
      owner: name,
      ownership: 'controller',
      labels: machine.labels,
      annotations: clonedFrom('DockerMachineTemplate.infrastructure.cluster.x-k8s.io'),
      creator,
      fields: { spec: { extraMounts: [{ containerPath: '/var/run/docker.sock', hostPath: '/var/run/docker.sock' }] } },
      adopted: { finalizers: ['dockermachine.infrastructure.cluster.x-k8s.io'], spec: { providerID } },
      status: dockerMachineStatus(addresses, isControlPlane),
    }),
  ];
}

const registration = { criSocket: 'unix:///var/run/containerd/containerd.sock', kubeletExtraArgs: [{ name: 'eviction-hard', value: 'nodefs.available<0%' }] };

const controlPlaneConfig = {
  clusterConfiguration: { apiServer: { certSANs: ['localhost', '127.0.0.1', '0.0.0.0'] }, certificateValidityPeriodDays: 365 },
  initConfiguration: { nodeRegistration: registration },
  joinConfiguration: { nodeRegistration: registration },
};

/** About as long as the real thing, which carries the cluster's certificates to a control plane machine. */
function cloudConfig(name: string, isControlPlane: boolean): string {
  const filler = Array.from({ length: isControlPlane ? 90 : 20 }, (_, line) => `      ${short(`${name}${line}`, 40)}${short(`${line}${name}`, 24)}`);
  return ['## template: jinja', '#cloud-config', 'write_files:', '-   path: /run/kubeadm/kubeadm.yaml', '    content: |', ...filler, 'runcmd:', '  - kubeadm join', ''].join('\n');
}

function text(selector: Readonly<Record<string, string>>): string {
  return Object.entries(selector).map(([key, value]) => `${key}=${value}`).join(',');
}

/** Looks as random as the suffixes the controllers make up, and is the same in every run. */
function short(of: string, length: number): string {
  return createHash('sha1').update(of).digest('hex').slice(0, length);
}

function base64(content: string): string {
  return Buffer.from(content, 'utf8').toString('base64');
}
