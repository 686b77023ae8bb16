import type { ManagerProgram } from '../binaries/pinned.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { commonFlags } from './controller-runtime.ts';
import { startFamily, type Family } from './family.ts';
import { startManager, type Manager, type ManagerCommand } from './manager.ts';

export type CoreProgram = Extract<
  ManagerProgram,
  'cluster-api-manager' | 'kubeadm-bootstrap-manager' | 'kubeadm-control-plane-manager' | 'capd-manager'
>;

/** A gate that a manager does not know keeps it from starting. */
const featureGates: Readonly<Record<CoreProgram, string>> = {
  'cluster-api-manager': 'ClusterTopology=true,MachinePool=true',
  'kubeadm-bootstrap-manager': 'MachinePool=true',
  'kubeadm-control-plane-manager': 'ClusterTopology=true',
  'capd-manager': 'ClusterTopology=true,MachinePool=true',
};

/** How one of them is started, as a process or in a pod. */
export function coreCommand(program: CoreProgram): ManagerCommand {
  return {
    program,
    args: (place) => [...commonFlags(place), `--feature-gates=${featureGates[program]}`],
    webhooks: true,
    ...(program === 'capd-manager' ? { env: () => memoryEnvironment } : {}),
  };
}

/** Where the Docker provider's clusters in memory can be reached, and who it is; a pod would be told by the API server. */
const memoryEnvironment = { POD_IP: '127.0.0.1', POD_NAMESPACE: 'capd-system', POD_NAME: 'capd', POD_UID: 'capd' };

/** What Cluster API is without an infrastructure provider. */
export const clusterApiPrograms = [
  'cluster-api-manager',
  'kubeadm-bootstrap-manager',
  'kubeadm-control-plane-manager',
] as const;

/** Starts Cluster API's core alone. */
export function startCore(plane: ControlPlane): Promise<Manager> {
  return startManager(plane, coreCommand('cluster-api-manager'));
}

/**
 * Starts Cluster API's core and its kubeadm bootstrap and control plane providers, without an infrastructure provider.
 * Their webhooks are registered: without defaults a MachineDeployment does nothing.
 */
export function startClusterApi(plane: ControlPlane): Promise<Family> {
  return startFamily(clusterApiPrograms.map((program) => () => startManager(plane, coreCommand(program))));
}

/**
 * Starts the Docker provider, which also has clusters and machines in memory: it serves the API servers of those itself,
 * on loopback ports, and forgets everything with its end. **One at a time on a machine**: it listens on port 19000.
 */
export function startDockerProvider(plane: ControlPlane): Promise<Manager> {
  return startManager(plane, coreCommand('capd-manager'));
}

/** Starts everything that a cluster in memory needs: core, bootstrap, control plane and Docker provider. */
export function startCoreManagers(plane: ControlPlane): Promise<Family> {
  return startFamily([
    ...clusterApiPrograms.map((program) => () => startManager(plane, coreCommand(program))),
    () => startDockerProvider(plane),
  ]);
}
