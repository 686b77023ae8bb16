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
  // MachineDeployments hand their annotations to MachineSets, and the topology controller copies the templates of a
  // class with all their annotations; of infrastructure templates we do not know the kinds.
  {
    kinds: [
      { group: groups.cluster, kind: 'Cluster' },
      { group: groups.cluster, kind: 'ClusterClass' },
      { group: groups.cluster, kind: 'MachineDeployment' },
      { group: groups.cluster, kind: 'MachinePool' },
      { group: groups.cluster, kind: 'MachineSet' },
      { group: groups.controlPlane },
      { group: groups.bootstrap, kind: 'KubeadmConfigTemplate' },
      { group: groups.infrastructure },
    ],
    copiesMetadata: true,
  },
];
