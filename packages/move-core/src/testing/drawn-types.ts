import type { DiscoveredType } from '../discover/snapshot.ts';
import { compareText } from '../model/object-ref.ts';

const groups: Readonly<Record<string, string>> = {
  Cluster: 'cluster.x-k8s.io',
  ClusterClass: 'cluster.x-k8s.io',
  Machine: 'cluster.x-k8s.io',
  MachineDeployment: 'cluster.x-k8s.io',
  MachineHealthCheck: 'cluster.x-k8s.io',
  MachineSet: 'cluster.x-k8s.io',
  ClusterResourceSet: 'addons.cluster.x-k8s.io',
  ClusterResourceSetBinding: 'addons.cluster.x-k8s.io',
  Secret: '',
  ConfigMap: '',
  Pod: '',
  Deployment: 'apps',
};

/** The type of a drawn kind: labelled, namespaced, of an infrastructure provider unless it is known better. */
export function typeOfDrawn(
  kind: string,
  overrides: Readonly<Record<string, Partial<DiscoveredType>>>,
): DiscoveredType {
  const group = groups[kind] ?? 'infrastructure.cluster.x-k8s.io';
  return {
    group,
    version: group === '' ? 'v1' : 'v1beta2',
    kind,
    plural: `${kind.toLowerCase()}s`,
    namespaced: true,
    hasStatus: group !== '',
    moveLabel: false,
    moveHierarchyLabel: false,
    labelled: true,
    ...overrides[kind],
  };
}

/** The types of all drawn kinds, each once. */
export function drawnTypes(
  drawn: readonly { readonly kind: string }[],
  overrides: Readonly<Record<string, Partial<DiscoveredType>>>,
): readonly DiscoveredType[] {
  const kinds = new Set([...drawn.map(({ kind }) => kind), ...Object.keys(overrides)]);
  return [...kinds].sort(compareText).map((kind) => typeOfDrawn(kind, overrides));
}
