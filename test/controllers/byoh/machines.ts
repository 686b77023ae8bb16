import type { KubeObject } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { until } from '../../support/processes/until.ts';
import { create, pathIn, read } from '../bed/objects.ts';

const infrastructure = 'infrastructure.cluster.x-k8s.io';

/** A host as far as these tests look at it. */
export interface ByoHost extends KubeObject {
  readonly spec?: { readonly bootstrapSecret?: { readonly name?: string } };
  readonly status?: { readonly machineRef?: { readonly name?: string; readonly namespace?: string } };
}

/** A Cluster of one Machine that has its bootstrap data and its infrastructure, but no host. */
export async function createMachine(plane: ControlPlane, namespace: string): Promise<void> {
  await ensureNamespace(plane, namespace);
  const labels = { 'cluster.x-k8s.io/cluster-name': 'alpha' };
  const controlPlaneEndpoint = { host: '192.0.2.1', port: 6443 };
  await create(
    plane,
    namespace,
    { kind: 'ByoCluster', metadata: { name: 'alpha' }, spec: { controlPlaneEndpoint } },
    {
      kind: 'Cluster',
      metadata: { name: 'alpha' },
      spec: {
        controlPlaneEndpoint,
        infrastructureRef: { apiGroup: infrastructure, kind: 'ByoCluster', name: 'alpha' },
      },
    },
    { kind: 'Secret', metadata: { name: 'old-bootstrap', labels }, stringData: { value: 'join' } },
    { kind: 'ByoMachine', metadata: { name: 'm', labels }, spec: { providerID: 'byoh://box/abcdef' } },
    {
      kind: 'Machine',
      metadata: { name: 'm', labels },
      spec: {
        clusterName: 'alpha',
        // Without one the manager panics.
        version: 'v1.30.0',
        bootstrap: { dataSecretName: 'old-bootstrap' },
        infrastructureRef: { apiGroup: infrastructure, kind: 'ByoMachine', name: 'm' },
      },
    },
  );
  await until({ what: 'the Machine to own its infrastructure', timeout: 60_000, interval: 250 }, async () => {
    const machine = await read(plane, 'ByoMachine', namespace, 'm');
    return machine.metadata.ownerReferences?.some(({ kind }) => kind === 'Machine');
  });
}

/** Creates a host as its agent registers it: free. */
export async function createHost(plane: ControlPlane, namespace: string, name: string): Promise<void> {
  await ensureNamespace(plane, namespace);
  await create(plane, namespace, { kind: 'ByoHost', metadata: { name } });
}

/** Has the manager look at the machine again: without a free host it waits ever longer. */
export async function touchMachine(plane: ControlPlane, namespace: string): Promise<void> {
  const annotations = { 'test.tsmove.dev/touched': new Date().toISOString() };
  await plane.api.call('PATCH', await pathIn(plane, 'ByoMachine', namespace, 'm'), { metadata: { annotations } });
}

/** Waits until the manager has given a host to a machine. */
export function hostTaken(
  plane: ControlPlane,
  host: { readonly namespace: string; readonly name: string },
  machineIn: string,
): Promise<ByoHost> {
  return until(
    { what: `ByoHost ${host.namespace}/${host.name} to be taken`, timeout: 60_000, interval: 250 },
    async () => {
      await touchMachine(plane, machineIn);
      const found = await read<ByoHost>(plane, 'ByoHost', host.namespace, host.name);
      return found.status?.machineRef !== undefined && found;
    },
  );
}

/** What an agent tells of its host when it has made a node of it. */
const told = {
  hostinfo: { osname: 'linux', osimage: 'Ubuntu 22.04', architecture: 'amd64' },
  network: [{ macAddr: '02:00:5e:00:53:01', isDefault: true, connected: true }],
  conditions: [{ type: 'K8sNodeBootstrapSucceeded', status: 'True', lastTransitionTime: '2026-01-31T09:30:00Z' }],
};

/** A Machine with the host that the manager has given to it, whose agent has done its work. */
export async function createLinked(plane: ControlPlane, namespace: string): Promise<void> {
  await createMachine(plane, namespace);
  await createHost(plane, namespace, 'box');
  const host = await hostTaken(plane, { namespace, name: 'box' }, namespace);
  const path = await pathIn(plane, 'ByoHost', namespace, 'box');
  await plane.api.call('PATCH', `${path}/status`, { status: { ...host.status, ...told } });
}

/** Registers the very same host in the target, linked as it is in the source. */
export async function registerAgain({ source, target }: Pair, namespace: string): Promise<void> {
  const { metadata, spec, status } = await read<ByoHost>(source, 'ByoHost', namespace, 'box');
  const { name, labels = {}, annotations = {} } = metadata;
  await create(target, namespace, { kind: 'ByoHost', metadata: { name, labels, annotations }, spec });
  const path = await pathIn(target, 'ByoHost', namespace, name);
  await target.api.call('PATCH', `${path}/status`, { status });
}

/** Nobody runs a workload cluster here: no Machine ever gets its Node, and no control plane is initialized. */
export const allow = {
  skip: ['machine-without-node', 'control-plane-not-initialized', 'cluster-not-provisioned'],
} as const;

/** For how long the manager may take a host: it was seen to do so within a second. */
export const temptationMs = 10_000;

export async function isTaken(plane: ControlPlane, namespace: string, name: string): Promise<boolean> {
  return (await read<ByoHost>(plane, 'ByoHost', namespace, name)).status?.machineRef !== undefined;
}
