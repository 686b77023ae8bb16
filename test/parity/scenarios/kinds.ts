import { movedByClusterctl, type KindDefinition } from '../../support/crds/define.ts';

const discovered = { 'clusterctl.cluster.x-k8s.io': '' };

/** Kinds as infrastructure providers bring them, one for each way in which a kind can ask clusterctl to be moved. */
export const kindsOfOurOwn: readonly KindDefinition[] = [
  {
    // Like the identities of cloud providers: cluster-scoped, and what it owns moves with it.
    group: 'infrastructure.cluster.x-k8s.io',
    kind: 'RegionIdentity',
    plural: 'regionidentities',
    scope: 'Cluster',
    labels: { ...discovered, 'clusterctl.cluster.x-k8s.io/move-hierarchy': '' },
  },
  { group: 'infrastructure.cluster.x-k8s.io', kind: 'RegionQuota', labels: movedByClusterctl },
  { group: 'infrastructure.cluster.x-k8s.io', kind: 'RegionImage', labels: discovered },
  { group: 'infrastructure.cluster.x-k8s.io', kind: 'RegionRemediationTemplate', labels: discovered },
  // Nobody but its owner knows of it.
  { group: 'infrastructure.example.test', kind: 'Unlabelled', plural: 'unlabelleds' },
];
