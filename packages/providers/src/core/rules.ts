import type { KindRule } from '@tsmove/move-core/provider';
import { groups } from './kinds.ts';

/** How Cluster API's kinds take part in a move. */
export const rules: readonly KindRule[] = [
  // The kinds that clusterctl takes along with all that is below them, without a label (B1.4).
  {
    kinds: [
      { group: groups.cluster, kind: 'Cluster' },
      { group: groups.cluster, kind: 'ClusterClass' },
      { group: groups.addons, kind: 'ClusterResourceSet' },
    ],
    root: true,
  },
  // The kinds that users make beside a Cluster, and whatever their CRDs may be labelled with.
  {
    kinds: [
      ...['Cluster', 'ClusterClass', 'Machine', 'MachineSet', 'MachineDeployment', 'MachinePool'],
      ...['MachineHealthCheck', 'MachineDrainRule'],
    ].map((kind) => ({ group: groups.cluster, kind })),
    discover: true,
  },
  {
    kinds: [
      { group: groups.bootstrap, kind: 'KubeadmConfig' },
      { group: groups.bootstrap, kind: 'KubeadmConfigTemplate' },
      { group: groups.controlPlane, kind: 'KubeadmControlPlane' },
      { group: groups.controlPlane, kind: 'KubeadmControlPlaneTemplate' },
      { group: groups.addons, kind: 'ClusterResourceSet' },
      { group: groups.addons, kind: 'ClusterResourceSetBinding' },
      { group: groups.runtime, kind: 'ExtensionConfig' },
    ],
    discover: true,
  },
  // A Cluster may use a ClusterClass of another namespace (C8.2).
  { kinds: [{ group: groups.cluster, kind: 'Cluster' }], usersElsewhere: true },
  // clusterctl's own parts carry the label that makes a kind take part, but describe the cluster they are in.
  {
    kinds: [{ group: 'clusterctl.cluster.x-k8s.io' }],
    leave: { because: "it is part of clusterctl's inventory of this management cluster" },
  },
  {
    kinds: [{ group: 'cert-manager.io' }, { group: 'acme.cert-manager.io' }],
    leave: { because: 'cert-manager serves this management cluster' },
  },
  // Found anew by asking the extension, which may be another one in the target.
  { kinds: [{ group: groups.runtime, kind: 'ExtensionConfig' }], status: 'drop' },
  // Read in Cluster API v1.13.4. MachineDeployments hand their annotations to MachineSets, the topology controller copies
  // templates of a class with their labels and annotations, and patches of a class are given those of the Cluster. All
  // others take what they hand on from a template inside their spec.
  {
    kinds: [
      { group: groups.cluster, kind: 'Cluster' },
      { group: groups.cluster, kind: 'MachineDeployment' },
      { kindEndsWith: 'Template' },
    ],
    copiesMetadata: true,
  },
  { kinds: [{ group: groups.controlPlane, kind: 'KubeadmControlPlane' }], copiesMetadata: false },
  // Control planes and infrastructure have many makers, some of which do copy: whose controllers were read says so.
  { kinds: [{ group: groups.controlPlane }, { group: groups.infrastructure }], copiesMetadata: true },
];
