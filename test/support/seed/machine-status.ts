import { longAgo } from '../drawing/finished-condition.ts';
import { conditions, deprecated, type Finished } from './conditions.ts';

export function machineStatus(
  node: string,
  addresses: unknown,
  version: string,
  controlPlane: boolean,
): (generation: number) => Readonly<Record<string, unknown>> {
  const components: Finished = controlPlane
    ? [
        'APIServerPodHealthy',
        'ControllerManagerPodHealthy',
        'SchedulerPodHealthy',
        'EtcdPodHealthy',
        'EtcdMemberHealthy',
      ].map((type) => [type, 'Healthy', 'True'])
    : [];
  return (generation) => ({
    phase: 'Running',
    observedGeneration: generation,
    addresses,
    nodeRef: { name: node },
    nodeInfo: {
      architecture: 'amd64',
      bootID: 'b0000000-0000-4000-8000-000000000000',
      containerRuntimeVersion: 'containerd://2.1.1',
      kernelVersion: '6.8.0',
      kubeProxyVersion: '',
      kubeletVersion: version,
      machineID: 'c0000000000040008000000000000000',
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      systemUUID: 'd0000000-0000-4000-8000-000000000000',
    },
    initialization: { bootstrapDataSecretCreated: true, infrastructureProvisioned: true },
    lastUpdated: longAgo,
    ...(controlPlane ? { certificatesExpiryDate: '2027-01-15T10:00:00Z' } : {}),
    deprecated: deprecated('Ready', 'BootstrapReady', 'InfrastructureReady', 'NodeHealthy'),
    conditions: conditions(
      generation,
      [
        ['Available', 'Available', 'True'],
        ['Ready', 'Ready', 'True'],
        ['UpToDate', 'UpToDate', 'True'],
        ['BootstrapConfigReady', 'Ready', 'True'],
        ['InfrastructureReady', 'Ready', 'True'],
        ['NodeHealthy', 'NodeHealthy', 'True'],
        ['NodeReady', 'NodeReady', 'True'],
        ...components,
      ],
      ['deleting'],
    ),
  });
}

export function bootstrapStatus(secret: string): (generation: number) => Readonly<Record<string, unknown>> {
  return (generation) => ({
    dataSecretName: secret,
    observedGeneration: generation,
    initialization: { dataSecretCreated: true },
    conditions: conditions(generation, [
      ['Ready', 'Ready', 'True'],
      ['CertificatesAvailable', 'Available', 'True'],
      ['DataSecretAvailable', 'Available', 'True'],
    ]),
  });
}

export function dockerMachineStatus(
  addresses: unknown,
  controlPlane: boolean,
): (generation: number) => Readonly<Record<string, unknown>> {
  return (generation) => ({
    addresses,
    ...(controlPlane ? { loadBalancerConfigured: true } : {}),
    initialization: { provisioned: true },
    conditions: conditions(
      generation,
      [
        ['Ready', 'Ready', 'True'],
        ['ContainerProvisioned', 'Provisioned', 'True'],
        ['BootstrapExecSucceeded', 'Succeeded', 'True'],
      ],
      ['deleting'],
    ),
  });
}
