import { draw } from '../../support/drawing/draw.ts';
import type { Scenario } from './scenario.ts';

const move = { 'clusterctl.cluster.x-k8s.io/move': '' };
const moveHierarchy = { 'clusterctl.cluster.x-k8s.io/move-hierarchy': '' };

const identity: Scenario = {
  name: 'a global identity with its Secret',
  namespace: 'identity',
  alsoIn: ['capd-system'],
  alsoNamed: ['eu-central'],
  seed: (source) =>
    draw(
      source,
      'identity',
      `
      Cluster/a > DockerCluster/a
      RegionIdentity/eu-central > Secret/capd-system/eu-central
      Secret/capd-system/of-the-provider
    `,
    ),
};

const labelled: Scenario = {
  name: 'objects and kinds that ask to be moved',
  namespace: 'labelled',
  seed: (source) =>
    draw(
      source,
      'labelled',
      `
      Cluster/a > DockerCluster/a
      Secret/registry
      ConfigMap/trust-bundle
      RegionQuota/team                    # its kind asks for it
      RegionImage/base > Secret/base-key  # asks for itself and for what it owns
    `,
      {
        'Secret/registry': { labels: move },
        'ConfigMap/trust-bundle': { labels: move },
        'RegionImage/base': { labels: moveHierarchy },
      },
    ),
};

/** clusterctl looks at Secrets in the namespaces of infrastructure providers, whatever namespace it moves. */
const external: Scenario = {
  name: 'a Secret that asks to be moved, in the namespace of a provider',
  namespace: 'external',
  alsoIn: ['capd-system'],
  seed: (source) =>
    draw(source, 'external', 'Cluster/a > DockerCluster/a\nSecret/capd-system/shared-credentials', {
      'Secret/capd-system/shared-credentials': { labels: move },
    }),
};

export const labelScenarios: readonly Scenario[] = [identity, labelled, external];
