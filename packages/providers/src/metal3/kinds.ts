/** API groups of Metal3: the baremetal-operator, Cluster API's provider, and the IP address manager. */
export const groups: {
  readonly host: 'metal3.io';
  readonly infrastructure: 'infrastructure.cluster.x-k8s.io';
  readonly ipam: 'ipam.metal3.io';
} = {
  host: 'metal3.io',
  infrastructure: 'infrastructure.cluster.x-k8s.io',
  ipam: 'ipam.metal3.io',
};

interface Kind {
  readonly group: string;
  readonly kind: string;
}

export const host: Kind = { group: groups.host, kind: 'BareMetalHost' };
export const pool: Kind = { group: groups.ipam, kind: 'IPPool' };
export const dataTemplate: Kind = { group: groups.infrastructure, kind: 'Metal3DataTemplate' };
export const metal3Machine: Kind = { group: groups.infrastructure, kind: 'Metal3Machine' };

/** Kinds of the provider for Cluster API (CAPM3). */
export const infrastructureKinds: readonly Kind[] = [
  'Metal3Cluster',
  'Metal3ClusterTemplate',
  'Metal3Machine',
  'Metal3MachineTemplate',
  'Metal3DataTemplate',
  'Metal3Data',
  'Metal3DataClaim',
  'Metal3Remediation',
  'Metal3RemediationTemplate',
].map((kind) => ({ group: groups.infrastructure, kind }));

/** Objects of these kinds belong to the host of the same name. */
export const sameNameKinds: readonly string[] = [
  'HardwareData',
  'HostFirmwareSettings',
  'HostFirmwareComponents',
  'DataImage',
  'HostUpdatePolicy',
];

/**
 * While it is there, whatever its value, the baremetal-operator leaves the host alone, deletion included, and so do the
 * controllers of its firmware settings, firmware components and data image (BMO 0.13).
 */
export const pausedAnnotation = 'baremetalhost.metal3.io/paused';

/** The value by which CAPM3 knows its own pause; it lifts no other. */
export const pausedByCapm3 = 'metal3.io/capm3';

/** Ours, on hosts that nobody else pauses. */
export const pausedByTsmove = 'tsmove.dev';

/** A status as text, for hosts that arrive without one. Ours arrive with it. */
export const statusAnnotation = 'baremetalhost.metal3.io/status';

/** CAPM3 1.14 keeps it on every claimed host that is not paused, and takes it off once it has paused the host. */
export const blockMoveAnnotation = 'clusterctl.cluster.x-k8s.io/block-move';

/** CAPM3 writes the Cluster's name on the hosts it claims, and lifts its pause from no other. */
export const clusterNameLabel = 'cluster.x-k8s.io/cluster-name';
