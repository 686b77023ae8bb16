import type { DiscoveredType } from './snapshot.ts';
import type { ResourceType } from '../model/resource-type.ts';

function coreType(kind: string, plural: string): DiscoveredType {
  return {
    group: '',
    version: 'v1',
    kind,
    plural,
    namespaced: true,
    hasStatus: false,
    moveLabel: false,
    moveHierarchyLabel: false,
    labelled: true,
  };
}

export const secrets: DiscoveredType = coreType('Secret', 'secrets');

export const configMaps: DiscoveredType = coreType('ConfigMap', 'configmaps');

export const leases: ResourceType = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
  hasStatus: false,
};

export const namespaces: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  namespaced: false,
  hasStatus: true,
};

export const pods: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  namespaced: true,
  hasStatus: true,
};
