import { cloudConfig, controlPlaneConfig, registration } from './bootstrap-content.ts';
import { base64 } from './made-up.ts';
import { bootstrapStatus, dockerMachineStatus, machineStatus } from './machine-status.ts';
import { creators, groups, type ClusterShape, type Given, type Recipe } from './recipe.ts';

export interface MachineShape {
  readonly name: string;
  readonly owner: string;
  readonly template: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly at: number;
}

/** A Machine, its bootstrap configuration and data, and its container. */
export function machineRecipes(
  shape: ClusterShape,
  machine: MachineShape,
  recipe: (given: Given) => Recipe,
): readonly Recipe[] {
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
          bootstrap: { configRef: { apiGroup: groups.bootstrap, kind: 'KubeadmConfig', name } },
          infrastructureRef: { apiGroup: groups.infrastructure, kind: 'DockerMachine', name },
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
      fields: {
        type: 'cluster.x-k8s.io/secret',
        data: { value: base64(cloudConfig(name, isControlPlane)), format: base64('cloud-config') },
      },
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
