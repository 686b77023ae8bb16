import { longAgo } from '../drawing/defaults.ts';

/** Conditions as the controllers leave them on a cluster where nothing is left to do: name and reason, and whether True. */
type Finished = readonly (readonly [type: string, reason: string, status: 'True' | 'False'])[];

/** Every reconciler reports these as over; kinds without one of them leave it out. */
const quiet: Readonly<Record<string, readonly [string, string, 'False']>> = {
  scalingUp: ['ScalingUp', 'NotScalingUp', 'False'],
  scalingDown: ['ScalingDown', 'NotScalingDown', 'False'],
  remediating: ['Remediating', 'NotRemediating', 'False'],
  rollingOut: ['RollingOut', 'NotRollingOut', 'False'],
  deleting: ['Deleting', 'NotDeleting', 'False'],
};
const paused = ['Paused', 'NotPaused', 'False'] as const;

export function conditions(generation: number, finished: Finished, quietOnes: readonly (keyof typeof quiet)[] = []): readonly unknown[] {
  const over = quietOnes.flatMap((name) => (quiet[name] === undefined ? [] : [quiet[name]]));
  return [...finished, ...over, paused]
    .map(([type, reason, status]) => ({ type, reason, status, message: '', lastTransitionTime: longAgo, observedGeneration: generation }))
    .toSorted((one, other) => one.type.localeCompare(other.type));
}

/** The conditions of the v1beta1 contract, which the controllers still keep beside the new ones. */
function deprecated(...types: readonly string[]): unknown {
  return { v1beta1: { conditions: types.map((type) => ({ type, status: 'True', lastTransitionTime: longAgo })) } };
}

export function clusterStatus(controlPlanes: number, workers: number): (generation: number) => Readonly<Record<string, unknown>> {
  const counts = (replicas: number): unknown => ({
    desiredReplicas: replicas,
    replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    upToDateReplicas: replicas,
  });
  return (generation) => ({
    phase: 'Provisioned',
    observedGeneration: generation,
    initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
    controlPlane: counts(controlPlanes),
    workers: counts(workers),
    deprecated: deprecated('Ready', 'ControlPlaneInitialized', 'ControlPlaneReady', 'InfrastructureReady'),
    conditions: conditions(
      generation,
      [
        ['Available', 'Available', 'True'],
        ['ControlPlaneInitialized', 'Initialized', 'True'],
        ['ControlPlaneAvailable', 'Available', 'True'],
        ['ControlPlaneMachinesReady', 'Ready', 'True'],
        ['ControlPlaneMachinesUpToDate', 'UpToDate', 'True'],
        ['InfrastructureReady', 'Ready', 'True'],
        ['RemoteConnectionProbe', 'ProbeSucceeded', 'True'],
        ['WorkersAvailable', 'Available', 'True'],
        ['WorkerMachinesReady', 'Ready', 'True'],
        ['WorkerMachinesUpToDate', 'UpToDate', 'True'],
      ],
      ['scalingUp', 'scalingDown', 'remediating', 'rollingOut', 'deleting'],
    ),
  });
}

export function controlPlaneStatus(replicas: number, version: string, selector: string): (generation: number) => Readonly<Record<string, unknown>> {
  return (generation) => ({
    ...replicaCounts(replicas),
    observedGeneration: generation,
    version,
    selector,
    initialization: { controlPlaneInitialized: true },
    conditions: conditions(
      generation,
      [
        ['Available', 'Available', 'True'],
        ['Initialized', 'Initialized', 'True'],
        ['CertificatesAvailable', 'Available', 'True'],
        ['ControlPlaneComponentsHealthy', 'Healthy', 'True'],
        ['EtcdClusterHealthy', 'Healthy', 'True'],
        ['MachinesReady', 'Ready', 'True'],
        ['MachinesUpToDate', 'UpToDate', 'True'],
      ],
      ['scalingUp', 'scalingDown', 'remediating', 'rollingOut', 'deleting'],
    ),
  });
}

export function deploymentStatus(replicas: number, selector: string): (generation: number) => Readonly<Record<string, unknown>> {
  return (generation) => ({
    ...setStatus(replicas, selector)(generation),
    phase: 'Running',
    conditions: conditions(
      generation,
      [
        ['Available', 'Available', 'True'],
        ['MachinesReady', 'Ready', 'True'],
        ['MachinesUpToDate', 'UpToDate', 'True'],
      ],
      ['scalingUp', 'scalingDown', 'remediating', 'rollingOut', 'deleting'],
    ),
  });
}

export function setStatus(replicas: number, selector: string): (generation: number) => Readonly<Record<string, unknown>> {
  return (generation) => ({
    ...replicaCounts(replicas),
    observedGeneration: generation,
    selector,
    conditions: conditions(
      generation,
      [
        ['MachinesReady', 'Ready', 'True'],
        ['MachinesUpToDate', 'UpToDate', 'True'],
      ],
      ['scalingUp', 'scalingDown', 'remediating', 'deleting'],
    ),
  });
}

export function machineStatus(node: string, addresses: unknown, version: string, controlPlane: boolean): (generation: number) => Readonly<Record<string, unknown>> {
  const components: Finished = controlPlane
    ? ['APIServerPodHealthy', 'ControllerManagerPodHealthy', 'SchedulerPodHealthy', 'EtcdPodHealthy', 'EtcdMemberHealthy'].map((type) => [type, 'Healthy', 'True'])
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

export function dockerMachineStatus(addresses: unknown, controlPlane: boolean): (generation: number) => Readonly<Record<string, unknown>> {
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

export function dockerClusterStatus(generation: number): Readonly<Record<string, unknown>> {
  return {
    initialization: { provisioned: true },
    conditions: conditions(
      generation,
      [
        ['Ready', 'Ready', 'True'],
        ['LoadBalancerAvailable', 'Available', 'True'],
      ],
      ['deleting'],
    ),
  };
}

function replicaCounts(replicas: number): Readonly<Record<string, number>> {
  return { replicas, readyReplicas: replicas, availableReplicas: replicas, upToDateReplicas: replicas };
}
