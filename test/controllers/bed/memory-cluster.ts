import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { until } from '../../support/processes/until.ts';
import { conditionOf, create, phaseOf, read, readAll } from './objects.ts';

const infrastructure = 'infrastructure.cluster.x-k8s.io/v1beta2';

const criSocket = 'unix:///run/containerd/containerd.sock';

/** The label by which the resource set finds its Clusters. */
const withNote = { note: 'wanted' };

/** A ConfigMap that the resource set puts into the workload cluster. */
export const note = { namespace: 'kube-system', name: 'note' } as const;

/**
 * A ClusterClass whose machines exist in the memory of the Docker provider's manager and start at once, and a
 * ClusterResourceSet that applies one ConfigMap, once. There are no health checks: machines in memory vanish when the
 * manager ends, which no machine of a cloud does, and a health check would rightly replace them.
 */
const classAndResources = [
  {
    kind: 'DevClusterTemplate',
    metadata: { name: 'memory' },
    spec: { template: { spec: { backend: { inMemory: {} } } } },
  },
  {
    kind: 'DevMachineTemplate',
    metadata: { name: 'memory' },
    spec: { template: { spec: { backend: { inMemory: {} } } } },
  },
  {
    kind: 'KubeadmControlPlaneTemplate',
    metadata: { name: 'memory' },
    spec: {
      template: { spec: { kubeadmConfigSpec: { clusterConfiguration: { apiServer: { certSANs: ['127.0.0.1'] } } } } },
    },
  },
  {
    kind: 'KubeadmConfigTemplate',
    metadata: { name: 'memory' },
    spec: { template: { spec: { joinConfiguration: { nodeRegistration: { criSocket } } } } },
  },
  {
    kind: 'ClusterClass',
    metadata: { name: 'memory' },
    spec: {
      infrastructure: { templateRef: { apiVersion: infrastructure, kind: 'DevClusterTemplate', name: 'memory' } },
      controlPlane: {
        templateRef: {
          apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
          kind: 'KubeadmControlPlaneTemplate',
          name: 'memory',
        },
        machineInfrastructure: {
          templateRef: { apiVersion: infrastructure, kind: 'DevMachineTemplate', name: 'memory' },
        },
      },
      workers: {
        machineDeployments: [
          {
            class: 'worker',
            bootstrap: {
              templateRef: {
                apiVersion: 'bootstrap.cluster.x-k8s.io/v1beta2',
                kind: 'KubeadmConfigTemplate',
                name: 'memory',
              },
            },
            infrastructure: { templateRef: { apiVersion: infrastructure, kind: 'DevMachineTemplate', name: 'memory' } },
          },
        ],
      },
    },
  },
  {
    kind: 'ConfigMap',
    metadata: { name: 'note' },
    data: {
      'note.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: note,
        data: { text: 'applied once' },
      }),
    },
  },
  {
    kind: 'ClusterResourceSet',
    metadata: { name: 'note' },
    spec: {
      strategy: 'ApplyOnce',
      clusterSelector: { matchLabels: withNote },
      resources: [{ kind: 'ConfigMap', name: 'note' }],
    },
  },
] as const;

export interface MemoryCluster {
  readonly namespace: string;
  readonly name: string;
  readonly controlPlanes: number;
  readonly workers: number;
}

/** Creates a Cluster of that class and waits until everything of it is there and Available. */
export async function createMemoryCluster(plane: ControlPlane, cluster: MemoryCluster): Promise<void> {
  const { namespace, name, controlPlanes, workers } = cluster;
  await ensureNamespace(plane, namespace);
  await create(plane, namespace, ...classAndResources);
  await until({ what: 'the ClusterClass to be reconciled', timeout: 60_000, interval: 250 }, async () => {
    const found = await read(plane, 'ClusterClass', namespace, 'memory');
    return conditionOf(found, 'VariablesReady')?.status === 'True';
  });
  await create(plane, namespace, {
    kind: 'Cluster',
    metadata: { name, labels: withNote },
    spec: {
      clusterNetwork: { services: { cidrBlocks: ['10.128.0.0/12'] }, pods: { cidrBlocks: ['192.168.0.0/16'] } },
      topology: {
        classRef: { name: 'memory' },
        version: 'v1.34.0',
        controlPlane: { replicas: controlPlanes },
        workers: { machineDeployments: [{ class: 'worker', name: 'md', replicas: workers }] },
      },
    },
  });
  await settled(plane, cluster);
}

/** Waits until a Cluster is Available with all its Machines, and the resource set has applied what it has. */
export async function settled(plane: ControlPlane, cluster: MemoryCluster): Promise<void> {
  const { namespace, name, controlPlanes, workers } = cluster;
  let seen = '';
  const isSettled = async (): Promise<boolean> => {
    const [itself, machines, deployments, bindings] = await Promise.all([
      read(plane, 'Cluster', namespace, name),
      readAll(plane, 'Machine', namespace),
      readAll(plane, 'MachineDeployment', namespace),
      readAll(plane, 'ClusterResourceSetBinding', namespace),
    ]);
    const available = conditionOf(itself, 'Available');
    seen = `${phaseOf(itself)}, Available ${available?.status ?? '-'} (${available?.message ?? ''}); Machines ${machines
      .map((machine) => phaseOf(machine))
      .join(' ')}`;
    return (
      available?.status === 'True' &&
      machines.length === controlPlanes + workers &&
      machines.every(
        (machine) => phaseOf(machine) === 'Running' && conditionOf(machine, 'Available')?.status === 'True',
      ) &&
      deployments.every((deployment) => phaseOf(deployment) === 'Running') &&
      conditionOf(itself, 'RollingOut')?.status !== 'True' &&
      JSON.stringify(bindings).includes('"applied":true')
    );
  };
  await until(
    { what: `Cluster ${namespace}/${name} to be Available`, timeout: 300_000, interval: 500 },
    isSettled,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${seen}`, { cause: error });
  });
}
