import { conditions, deprecated } from './conditions.ts';

export function clusterStatus(
  controlPlanes: number,
  workers: number,
): (generation: number) => Readonly<Record<string, unknown>> {
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

export function controlPlaneStatus(
  replicas: number,
  version: string,
  selector: string,
): (generation: number) => Readonly<Record<string, unknown>> {
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

export function deploymentStatus(
  replicas: number,
  selector: string,
): (generation: number) => Readonly<Record<string, unknown>> {
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

export function setStatus(
  replicas: number,
  selector: string,
): (generation: number) => Readonly<Record<string, unknown>> {
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
