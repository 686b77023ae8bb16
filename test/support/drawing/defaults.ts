import { finishedCondition } from './finished-condition.ts';
import { child, clusterOf, reference, type Place } from './place.ts';

/** What a drawn object has unless the test says otherwise: the fields its kind requires, and the status a move looks at. */
export interface Defaults {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

const groups = {
  core: 'cluster.x-k8s.io',
  infrastructure: 'infrastructure.cluster.x-k8s.io',
  bootstrap: 'bootstrap.cluster.x-k8s.io',
  controlPlane: 'controlplane.cluster.x-k8s.io',
} as const;

export function defaultsFor(place: Place): Defaults {
  const { kind, group } = place.resource;
  const own = byKind[kind];
  if (own !== undefined) return own(place);
  if (group !== '' && kind.endsWith('Template')) return { fields: { spec: { template: { spec: {} } } } };
  return { fields: group === '' ? {} : { spec: {} } };
}

const byKind: Readonly<Record<string, (place: Place) => Defaults>> = {
  Cluster: (place) => {
    const cluster = child(place, ({ kind, group }) => group !== '' && kind.endsWith('Cluster'));
    const controlPlane = child(place, ({ kind }) => kind.endsWith('ControlPlane'));
    const clusterClass = place.meant.find(({ resource }) => resource.kind === 'ClusterClass');
    return {
      fields: {
        spec: {
          clusterNetwork: { pods: { cidrBlocks: ['192.168.0.0/16'] } },
          ...(cluster === undefined ? {} : { infrastructureRef: reference(cluster) }),
          ...(controlPlane === undefined ? {} : { controlPlaneRef: reference(controlPlane) }),
          ...(clusterClass === undefined
            ? {}
            : { topology: { classRef: { name: clusterClass.name }, version: 'v1.33.0' } }),
        },
      },
      status: {
        phase: 'Provisioned',
        initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
        conditions: [finishedCondition('ControlPlaneInitialized', 'Initialized')],
      },
    };
  },
  Machine: (place) => ({
    fields: { spec: machineSpec(place) },
    status: {
      phase: 'Running',
      nodeRef: { name: place.name },
      initialization: { bootstrapDataSecretCreated: true, infrastructureProvisioned: true },
    },
  }),
  MachineSet: (place) => ({
    fields: { spec: { replicas: 1, selector: machinesOf(place), ...machineTemplate(place) } },
  }),
  MachineDeployment: (place) => ({
    fields: { spec: { replicas: 1, selector: machinesOf(place), ...machineTemplate(place) } },
  }),
  MachinePool: (place) => ({ fields: { spec: { replicas: 1, ...machineTemplate(place) } } }),
  MachineHealthCheck: (place) => ({
    fields: { spec: { clusterName: clusterOf(place) ?? 'none', selector: machinesOf(place) } },
  }),
  MachineDrainRule: () => ({ fields: { spec: { drain: { behavior: 'Drain' } } } }),
  KubeadmConfig: () => ({ fields: {} }),
  KubeadmControlPlane: (place) => ({
    fields: {
      spec: {
        replicas: 1,
        version: 'v1.33.0',
        machineTemplate: {
          spec: {
            infrastructureRef: { apiGroup: groups.infrastructure, kind: 'DockerMachineTemplate', name: place.name },
          },
        },
      },
    },
  }),
  ClusterClass: (place) => {
    const template = (kind: string, group: string): unknown => ({
      templateRef: { apiVersion: `${group}/v1beta2`, kind, name: place.name },
    });
    return {
      fields: {
        spec: {
          infrastructure: template('DockerClusterTemplate', groups.infrastructure),
          controlPlane: template('KubeadmControlPlaneTemplate', groups.controlPlane),
        },
      },
    };
  },
  KubeadmControlPlaneTemplate: () => ({
    fields: { spec: { template: { spec: { kubeadmConfigSpec: { format: 'cloud-config' } } } } },
  }),
  KubeadmConfigTemplate: () => ({ fields: { spec: { template: { spec: { format: 'cloud-config' } } } } }),
  DevCluster: () => ({ fields: { spec: { backend: { inMemory: {} } } } }),
  DevMachine: () => ({ fields: { spec: { backend: { inMemory: {} } } } }),
  DevClusterTemplate: () => ({ fields: { spec: { template: { spec: { backend: { inMemory: {} } } } } } }),
  DevMachineTemplate: () => ({ fields: { spec: { template: { spec: { backend: { inMemory: {} } } } } } }),
  ClusterResourceSet: (place) => ({
    fields: {
      spec: {
        strategy: 'ApplyOnce',
        clusterSelector: { matchLabels: { resources: place.name } },
        resources: [{ kind: 'ConfigMap', name: child(place, ({ kind }) => kind === 'ConfigMap')?.name ?? place.name }],
      },
    },
  }),
  ClusterResourceSetBinding: (place) => ({
    fields: {
      spec: {
        clusterName: clusterOf(place) ?? place.name,
        bindings: place.owners
          .filter(({ resource }) => resource.kind === 'ClusterResourceSet')
          .map(({ name }) => ({ clusterResourceSetName: name, resources: [] })),
      },
    },
  }),
  ExtensionConfig: () => ({ fields: { spec: { clientConfig: { url: 'https://127.0.0.1:1/' } } } }),
  IPAddressClaim: (place) => ({
    fields: { spec: { poolRef: { apiGroup: groups.infrastructure, kind: 'DockerPool', name: place.name } } },
  }),
  IPAddress: (place) => ({
    fields: {
      spec: {
        address: '10.0.0.10',
        prefix: 24,
        claimRef: { name: place.name },
        poolRef: { apiGroup: groups.infrastructure, kind: 'DockerPool', name: place.name },
      },
    },
  }),
  Secret: (place) => ({
    fields: {
      ...(clusterOf(place) === undefined ? {} : { type: 'cluster.x-k8s.io/secret' }),
      data: { value: Buffer.from(`the secret of ${place.name}`).toString('base64') },
    },
  }),
  ConfigMap: (place) => ({ fields: { data: { value: `the data of ${place.name}` } } }),
};

function machineSpec(place: Place): Readonly<Record<string, unknown>> {
  const config = child(place, ({ group }) => group === groups.bootstrap);
  const machine = child(place, ({ group }) => group === groups.infrastructure);
  return {
    clusterName: clusterOf(place) ?? 'none',
    version: 'v1.33.0',
    providerID: `docker:////${place.name}`,
    bootstrap:
      config === undefined
        ? { dataSecretName: place.name }
        : { configRef: reference(config), dataSecretName: config.name },
    infrastructureRef:
      machine === undefined
        ? { apiGroup: groups.infrastructure, kind: 'DockerMachine', name: place.name }
        : reference(machine),
  };
}

function machineTemplate(place: Place): Readonly<Record<string, unknown>> {
  const clusterName = clusterOf(place) ?? 'none';
  return {
    clusterName,
    template: {
      metadata: { labels: { 'test.tsmove.dev/machines-of': place.name } },
      spec: {
        clusterName,
        version: 'v1.33.0',
        bootstrap: { configRef: { apiGroup: groups.bootstrap, kind: 'KubeadmConfigTemplate', name: place.name } },
        infrastructureRef: { apiGroup: groups.infrastructure, kind: 'DockerMachineTemplate', name: place.name },
      },
    },
  };
}

function machinesOf(place: Place): unknown {
  return { matchLabels: { 'test.tsmove.dev/machines-of': place.name } };
}
