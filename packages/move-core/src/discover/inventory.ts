import type { KubeObject } from '../model/kube-object.ts';
import { compareText } from '../model/object-ref.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { JsonValue } from '../model/json.ts';
import type { InventoryItem } from './snapshot.ts';

/** clusterctl's own record of what it has installed; its objects never move. */
export const inventoryType: ResourceType = {
  group: 'clusterctl.cluster.x-k8s.io',
  version: 'v1alpha3',
  kind: 'Provider',
  plural: 'providers',
  namespaced: true,
  hasStatus: false,
};

/** Reads the inventory's objects; their fields stand beside metadata, there is no spec. Sorted by namespace and name. */
export function readInventory(objects: readonly KubeObject[]): readonly InventoryItem[] {
  return objects
    .map((object) => ({
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name,
      providerName: textIn(object['providerName']),
      type: textIn(object['type']),
      version: textIn(object['version']),
    }))
    .sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name));
}

/** Namespaces whose Secrets may belong to what moves: those of the infrastructure providers (B2.4). */
export function infrastructureNamespaces(inventory: readonly InventoryItem[]): readonly string[] {
  const namespaces = inventory.filter((item) => item.type === 'InfrastructureProvider').map((item) => item.namespace);
  return [...new Set(namespaces)].filter((namespace) => namespace !== '').sort(compareText);
}

function textIn(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
