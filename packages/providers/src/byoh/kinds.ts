const group = 'infrastructure.cluster.x-k8s.io';

interface Kind {
  readonly group: string;
  readonly kind: string;
}

type Name =
  | 'host'
  | 'cluster'
  | 'clusterTemplate'
  | 'machine'
  | 'machineTemplate'
  | 'installerConfig'
  | 'installerTemplate'
  | 'bootstrapKubeconfig';

/** Kinds of the provider for machines that bring themselves. */
export const kinds: Readonly<Record<Name, Kind>> = {
  host: { group, kind: 'ByoHost' },
  cluster: { group, kind: 'ByoCluster' },
  clusterTemplate: { group, kind: 'ByoClusterTemplate' },
  machine: { group, kind: 'ByoMachine' },
  machineTemplate: { group, kind: 'ByoMachineTemplate' },
  installerConfig: { group, kind: 'K8sInstallerConfig' },
  installerTemplate: { group, kind: 'K8sInstallerConfigTemplate' },
  bootstrapKubeconfig: { group, kind: 'BootstrapKubeconfig' },
};

/** On a host: `<namespace>.<name>` of the ByoMachine that has it. The controller looks for nothing else. */
export const attachedLabel = 'byoh.infrastructure.cluster.x-k8s.io/byomachine-name';

/** On a host: the Cluster that has it. A host without it is free. */
export const clusterNameLabel = 'cluster.x-k8s.io/cluster-name';

/** On a host: its agent is to reset it. */
export const unregisteringAnnotation = 'byoh.infrastructure.cluster.x-k8s.io/unregistering';
